package dev.stashline.standalone;

import java.util.List;

/** What is switched on by the settings, and what is off and why. */
record Feature(String name, boolean on, String why) {
  static List<Feature> of(Settings settings) {
    return List.of(
        new Feature(
            "publish to QStash",
            settings.qstash().token().isPresent(),
            settings.qstash().token().isPresent()
                ? "to " + settings.qstash().url()
                : "QSTASH_TOKEN is not set"),
        new Feature(
            "receive from QStash",
            settings.qstash().keys().isPresent(),
            settings.qstash().keys().isPresent()
                ? "deliveries are checked with both signing keys"
                : "QSTASH_CURRENT_SIGNING_KEY and QSTASH_NEXT_SIGNING_KEY are not set"),
        new Feature(
            "mail",
            settings.smtp().isSetUp(),
            settings.smtp().isSetUp()
                ? "by " + settings.smtp().host().orElse("")
                : "SMTP_HOST is not set"),
        new Feature(
            "words by a model",
            settings.ai().isSetUp(),
            settings.ai().isSetUp()
                ? "plans are written by a model and checked by us"
                : "no model is set up: plans are computed, and say so"));
  }
}
