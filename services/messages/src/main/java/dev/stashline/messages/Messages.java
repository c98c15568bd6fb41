package dev.stashline.messages;

import dev.stashline.jobs.JobQueue;
import dev.stashline.jobs.Work;
import dev.stashline.providers.ai.AiConfig;
import dev.stashline.providers.ai.OpenAiModel;
import dev.stashline.providers.chat.Chat;
import dev.stashline.providers.chat.ChatConfig;
import dev.stashline.providers.chat.StreamChat;
import dev.stashline.qstash.CurrentVerifier;
import dev.stashline.qstash.QStashApi;
import dev.stashline.qstash.QStashClient;
import dev.stashline.qstash.QStashMessages;
import dev.stashline.qstash.QStashSchedules;
import dev.stashline.qstash.SigningKeys;
import dev.stashline.runtime.Migrations;
import dev.stashline.runtime.Operation;
import dev.stashline.runtime.Rounds;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import io.vertx.sqlclient.Pool;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The messages service as the assembly sees it: jobs and rounds for the workers, operations and
 * pages for the doors.
 */
public final class Messages {
  public static final Migrations.Owner MIGRATIONS = new Migrations.Owner("public", "db/messages");

  private final Ground ground;
  private final MessagesConfig config;
  private final MessageStore store;
  private final @Nullable Chat chat;
  private final @Nullable TemplateDrafts drafts;
  private final @Nullable QueueSide side;
  private @Nullable MessageRounds rounds;

  /** What it stands on. */
  public record Ground(Vertx vertx, Pool pool, InstantSource clock, RandomGenerator chance) {}

  private Messages(
      Ground ground,
      MessagesConfig config,
      @Nullable Chat chat,
      @Nullable TemplateDrafts drafts,
      @Nullable QueueSide side) {
    this.ground = ground;
    this.config = config;
    this.chat = chat;
    this.drafts = drafts;
    this.side = side;
    store = new MessageStore(ground.pool());
  }

  /**
   * @param qstash empty while there is no token: our own clock fires everything then
   */
  public static Messages of(
      Ground ground,
      MessagesConfig config,
      ChatConfig chat,
      AiConfig ai,
      Optional<QStashApi> qstash) {
    return new Messages(
        ground,
        config,
        chat.isSetUp() ? new StreamChat(ground.vertx(), ground.clock(), chat) : null,
        ai.isSetUp()
            ? new TemplateDrafts(new OpenAiModel(ground.vertx(), ground.clock(), ai))
            : null,
        qstash
            .map(
                api ->
                    new QueueSide(
                        new QStashClient(api),
                        new QStashSchedules(api),
                        new QStashMessages(api),
                        config))
            .orElse(null));
  }

  /**
   * The jobs of the service.
   *
   * @param queue asked when a job runs: the engine is made of this catalogue
   */
  public List<Work<?>> catalogue(Supplier<JobQueue> queue) {
    var deliveries = new DeliveryStore(ground.pool());
    var lane = new ChatLane(queue, config);
    return MessageJobs.catalogue(
        config,
        new SendHandler(
            deliveries,
            new ChatSender(chat, deliveries, config, ground.clock()),
            lane,
            queue,
            config,
            ground.clock()),
        new QueueHandler(store, side, config, ground.clock()),
        lane);
  }

  /** Begins to look after what is due; on nodes that send. */
  public void start(JobQueue queue) {
    var started =
        new MessageRounds(
            new Rounds(ground.vertx(), ground.chance()),
            store,
            firing(queue),
            queue,
            queueDrift(),
            config,
            ground.clock());
    rounds = started;
    started.start();
  }

  public void stop() {
    if (rounds != null) {
      rounds.stop();
    }
  }

  /** The operations of the REST contract that are ours. */
  public List<Operation> operations(JobQueue queue, Supplier<Optional<SigningKeys>> keys) {
    var firing = firing(queue);
    var actions = new MessageActions(store, firing, queue, config, ground.clock(), tells());
    var all = new ArrayList<Operation>();
    all.addAll(
        new MessageOperations(
                store,
                actions,
                new MessageHistory(ground.pool()),
                config,
                chat != null,
                ground.clock())
            .all());
    all.addAll(
        new TemplateOperations(new TemplateStore(ground.pool(), ground.clock()), drafts).all());
    all.addAll(new ClientOperations(new ClientStore(ground.pool(), ground.clock()), chat).all());
    all.addAll(
        new SeedOperations(
                store,
                actions,
                firing,
                new QueueAnswer(ground.vertx(), store, side != null),
                config,
                new CurrentVerifier(keys, ground.clock()),
                ground.clock())
            .all());
    return all;
  }

  /**
   * How QStash differs from the messages, in words; empty where it does not, or there is no QStash.
   * Changes nothing. Fails if QStash or the database cannot be asked.
   */
  public Future<Optional<String>> drift() {
    var look = queueDrift();
    return look == null
        ? Future.succeededFuture(Optional.empty())
        : look.find().map(f -> f.isNothing() ? Optional.empty() : Optional.of(f.toString()));
  }

  /** The pages under {@code /coach}. */
  public Router pages() {
    return new CoachPages(ground.vertx()).router();
  }

  private Firing firing(JobQueue queue) {
    return new Firing(store, ground.pool(), queue, config, ground.clock(), tells());
  }

  private TellJobs tells() {
    return new TellJobs(side != null);
  }

  private @Nullable QueueDrift queueDrift() {
    var known = side;
    return known == null
        ? null
        : new QueueDrift(store, ground.pool(), known, config, ground.clock());
  }
}
