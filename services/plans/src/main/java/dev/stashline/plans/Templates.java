package dev.stashline.plans;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import java.util.Map;

/**
 * The templates of mails and pages, compiled with the code: HTML escapes what it shows, plain text
 * does not.
 */
final class Templates {
  private final TemplateEngine html = engine(ContentType.Html, "html");
  private final TemplateEngine text = engine(ContentType.Plain, "text");

  String html(String name, Map<String, Object> model) {
    return render(html, name, model);
  }

  String text(String name, Map<String, Object> model) {
    return render(text, name, model);
  }

  private static TemplateEngine engine(ContentType type, String name) {
    return TemplateEngine.createPrecompiled(
        null, type, Templates.class.getClassLoader(), "dev.stashline.plans.template." + name);
  }

  private static String render(TemplateEngine engine, String name, Map<String, Object> model) {
    var out = new StringOutput();
    engine.render(name, model, out);
    return out.toString();
  }
}
