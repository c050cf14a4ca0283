/* What the tests of which permission a change takes share: a machine of a few paths, services of a
 * vendor, and changes of them.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <string.h>

#include "engine/kept/keepers.h"
#include "engine/validate.h"
#include "engine/unit-file.h"
#include "engine/weaken.h"

#define USER_SERVICE "[Service]\nExecStart=/bin/a\nUser=web\n"
#define ROOT_SERVICE "[Service]\nExecStart=/bin/a\n"
#define STRICT "ProtectSystem=strict\n"

static const char *const names[] = { "web.service", NULL };
static const HnUnitFacts ordinary = {
  .names = names, .wanted = TRUE, .shares_user = HN_NO, .slice_denies = HN_NO
};

/* As of a machine where nothing in /var/tmp can be executed, or that has still to mount it. */
G_GNUC_UNUSED static gboolean programs_forbidden = FALSE;
static gboolean mount_awaited = FALSE;

/* A machine of a few paths: all others are real folders that are there, in folders of root's. */
static inline void
look (const char *path, HnPathFacts *facts, gpointer user_data)
{
  facts->known = strcmp (path, "/srv/unknown") != 0;
  facts->exists = !g_str_has_prefix (path, "/srv/missing");
  facts->folder = facts->exists && strcmp (path, "/srv/file") != 0;
  facts->closed_parents = !g_str_has_prefix (path, "/srv/open/");
  facts->real = !g_str_has_prefix (path, "/srv/link");
  facts->no_exec = programs_forbidden && strcmp (path, "/var/tmp") == 0;
  facts->awaits_mount = mount_awaited && strcmp (path, "/var/tmp") == 0;
  if (!facts->real)
    facts->target = g_strdup ("/etc/cron.d");
}

typedef struct
{
  const char *unit;     /* of the vendor */
  const char *previous; /* what Hardnut has, without "[Service]" */
  guint32 keeper;       /* of that */
  const HnUnitFacts *facts;
  const char *later; /* (nullable): of a drop-in that is read behind Hardnut's */
} Setting;

static inline HnSettings *
read_unit (const char *text)
{
  const HnUnitContext context = { .unit = "web.service", .scope = HN_SCOPE_SYSTEM, .version = 257 };
  HnSettings *settings = hn_settings_new (&context);

  hn_unit_file_parse (settings, "/usr/lib/systemd/system/web.service", text, strlen (text));

  return settings;
}

static inline GPtrArray *
read_changes (const char *lines)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = g_strconcat ("[Service]\n", lines, NULL);
  GPtrArray *changes = hn_validate_change_text (text, strlen (text), 257, &error);

  g_assert_no_error (error);

  return changes;
}

/* A question about a change of @setting. */
typedef struct
{
  HnWeakenContext context;
  HnSettings *unfinished;
  char *previous;
} Question;

static inline void
question_clear (Question *question)
{
  hn_settings_free (question->unfinished);
  g_free (question->previous);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Question, question_clear)

static inline Question
make_question (const Setting *setting)
{
  g_autofree char *text = g_strconcat ("[Service]\n", setting->previous, NULL);
  Question question = { .unfinished = read_unit (setting->unit) };

  if (setting->previous != NULL)
    question.previous = hn_keepers_write (text, NULL, setting->keeper);
  if (setting->later != NULL)
    hn_unit_file_parse_later (question.unfinished, "/zzz.conf", setting->later,
                              strlen (setting->later));
  question.context =
      (HnWeakenContext){ .unfinished = question.unfinished,
                         .previous = question.previous,
                         .uid = 1000,
                         .facts = setting->facts != NULL ? setting->facts : &ordinary,
                         .look = look };

  return question;
}

static inline GPtrArray *
find (const Setting *setting, const char *lines)
{
  g_auto (Question) question = make_question (setting);
  g_autoptr (GPtrArray) changes = read_changes (lines);

  return hn_weaken_find (&question.context, changes);
}

static inline void
assert_free (const Setting *setting, const char *lines)
{
  g_autoptr (GPtrArray) found = find (setting, lines);

  if (found->len > 0)
    {
      g_autofree char *sentence = hn_weakening_dup_sentence (found->pdata[0]);

      g_error ("“%s” on “%s” asks for more: %s", lines, setting->unit, sentence);
    }
}

static inline void
assert_asks (const Setting *setting, const char *lines, HnWeakenKind kind)
{
  g_autoptr (GPtrArray) found = find (setting, lines);

  for (guint i = 0; i < found->len; i++)
    {
      g_autofree char *sentence = hn_weakening_dup_sentence (found->pdata[i]);

      g_assert_cmpstr (sentence, !=, "");
      if (((const HnWeakening *) found->pdata[i])->kind == kind)
        return;
    }
  g_error ("“%s” on “%s” does not ask for more because of %d (%u others)", lines, setting->unit,
           kind, found->len);
}

G_GNUC_UNUSED static const Setting of_user = { USER_SERVICE, NULL, 0, NULL };
G_GNUC_UNUSED static const Setting of_root = { ROOT_SERVICE, NULL, 0, NULL };
G_GNUC_UNUSED static const Setting strict_user = { USER_SERVICE STRICT, NULL, 0, NULL };
G_GNUC_UNUSED static const Setting strict_root = { ROOT_SERVICE STRICT, NULL, 0, NULL };
