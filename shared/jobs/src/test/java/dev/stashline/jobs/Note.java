package dev.stashline.jobs;

/** The arguments of most jobs in these tests. */
record Note(String text) {}
