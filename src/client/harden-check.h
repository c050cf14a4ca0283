/* How one sees that a service works: a page that answers, a port that is open, a command that ends
 * well.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "engine/advice/recipe.h"
#include "engine/facts/service-facts.h"

G_BEGIN_DECLS

typedef enum
{
  HN_HARDEN_CHECK_URL,     /* http: or https:, answers without an error */
  HN_HARDEN_CHECK_PORT,    /* "HOST:PORT": lets somebody connect by TCP */
  HN_HARDEN_CHECK_COMMAND, /* of a shell, run as who searches, ends with 0 */
} HnHardenCheckKind;

typedef struct
{
  HnHardenCheckKind kind;
  char *text;
  char *begins; /* (nullable): of a port, what it says first */
  guint status; /* of a page: the one that it has to answer with; 0 for any that is no error */
} HnHardenCheck;

/** hn_harden_check_find_mistake: (nullable) (transfer none): what is wrong with @word, a sentence
 */
const char *hn_harden_check_find_mistake (const char *word);

/** hn_harden_check_new: (transfer full): from "http://…", "tcp:HOST:PORT" or a command */
HnHardenCheck *hn_harden_check_new (const char *word);

/** hn_harden_check_add_proofs: adds those of @recipe (nullable) to @checks; its commands only for
 * root, whose they are */
void hn_harden_check_add_proofs (GPtrArray *checks, const HnRecipe *recipe);
void hn_harden_check_free (HnHardenCheck *self);

/**
 * hn_harden_check_find_pages_async:
 * @listeners: (element-type HnListener): of the service
 *
 * Asks each of its TCP ports for a page, but those where the service speaks first. Its task has
 * (transfer full) (element-type HnHardenCheck): those that answered, and how.
 */
void hn_harden_check_find_pages_async (GPtrArray *listeners,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);

/* Of a check, until it has to pass. */
#define HN_HARDEN_CHECK_SECONDS 10

/**
 * hn_harden_check_all_async:
 * @checks: (element-type HnHardenCheck): must stay until it is answered
 * @seconds: how long each of them may take to pass, tried again and again
 *
 * Has them made in a thread, one after another. Its task has (transfer full) (element-type guint):
 * those that did not pass.
 */
void hn_harden_check_all_async (GPtrArray *checks,
                                guint seconds,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);

G_END_DECLS
