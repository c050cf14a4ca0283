/* What the tests of staged changes share: services in a folder that a test builds, with what is
 * staged for them.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/changes-control.h"
#include "unit-tree.h"

#define WEB ETC "web.service"
#define OWN ETC "web.service.d/zz-hardnut.conf"

static inline HnSettings *
load (Tree *tree, const char *unit, const char *extra)
{
  g_autoptr (HnUnitLoader) loader = tree_loader (tree);
  g_autoptr (GError) error = NULL;
  HnSettings *settings;

  if (extra != NULL)
    hn_unit_loader_set_profile (loader, extra, "extra");
  settings = hn_unit_loader_load (loader, unit, &error);

  g_assert_no_error (error);
  return settings;
}

static inline HnService *
create_service (Tree *tree, const char *unit)
{
  HnService *service = hn_service_new (unit);

  hn_service_set_root (service, tree->root);
  hn_service_update_from_settings (service, load (tree, unit, NULL), NULL);

  return service;
}

static inline void
loaded_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (hn_changes_load_finish (HN_CHANGES (object), result, &error));
  g_assert_no_error (error);
  *(gboolean *) user_data = TRUE;
}

static inline void
wait_loaded (HnChanges *changes)
{
  gboolean done = FALSE;

  hn_changes_load_async (changes, NULL, loaded_cb, &done);
  while (!done)
    g_main_context_iteration (NULL, TRUE);
}

static inline HnChanges *
create_changes (Tree *tree, const char *unit)
{
  g_autoptr (HnService) service = create_service (tree, unit);
  HnChanges *changes = hn_changes_new (service);

  g_assert_cmpuint (hn_changes_get_state (changes), ==, HN_CHANGES_READING);
  wait_loaded (changes);

  return changes;
}

static inline guint
get_exposure (HnChanges *changes)
{
  return hn_changes_get_after (changes)->exposure;
}

static inline guint
find_check (const char *field)
{
  int check = hn_check_find (field);

  g_assert_cmpint (check, >=, 0);
  return (guint) check;
}

static inline void
flick (HnChanges *changes, const char *field, gboolean on)
{
  hn_changes_flick (changes, find_check (field), on);
  g_assert_true (hn_changes_is_on (changes, find_check (field)) == on);
}

static inline void
assert_text (HnChanges *changes, const char *expected)
{
  g_autofree char *text = hn_changes_dup_text (changes);

  g_assert_cmpstr (text, ==, expected);
}

/* What would hold is what would be read. */
static inline void
assert_like_loader (Tree *tree, HnChanges *changes, const char *unit)
{
  g_autofree char *text = hn_changes_dup_text (changes);
  g_autoptr (HnSettings) settings = load (tree, unit, text);
  HnAssessment assessment;

  for (guint i = 0; i < HN_N_DIRECTIVES; i++)
    {
      g_autofree char *expected = hn_settings_dup_value (settings, i);
      g_autofree char *value = hn_settings_dup_value (hn_changes_get_settings (changes), i);

      g_assert_cmpstr (value, ==, expected);
    }

  hn_assess (settings, NULL, &assessment);
  g_assert_cmpuint (get_exposure (changes), ==, assessment.exposure);
  for (guint i = 0; i < HN_N_CHECKS; i++)
    g_assert_cmpuint (hn_changes_get_after (changes)->findings[i].badness, ==,
                      assessment.findings[i].badness);
}
