package dev.stashline.plans;

/**
 * Why a plan could not be made, in words for the person alone: they may name a health datum, so
 * they go to no log.
 */
record ForPerson(String text) {}
