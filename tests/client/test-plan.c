/* What follows from what is known about a change: whether it is tried, whether the service may be
 * restarted, what holds afterwards, and how it is undone.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "client/change-list.h"
#include "client/plan.h"

/* (transfer full): a service by the name of @name that Hardnut's drop-in @present changes */
static HnPlan
make_plan (const char *name, const char *present, const char *text)
{
  const char *const names[] = { name, NULL };
  HnPlan plan = {
    .scope = HN_SCOPE_SYSTEM,
    .version = 257,
    .names = g_strdupv ((GStrv) names),
    .path = g_strdup_printf ("/etc/systemd/system/%s.d/zz-hardnut.conf", name),
    .present = g_strdup (present),
    .text = g_strdup (text),
  };

  if (text != NULL)
    {
      g_autoptr (GPtrArray) changes = hn_change_list_parse (text, plan.version);

      plan.lines = hn_change_list_split (changes);
    }

  return plan;
}

static HnRestart *
make_restart (const char *name, gboolean has_process)
{
  const char *const names[] = { name, NULL };
  HnRestart *restart = g_new0 (HnRestart, 1);

  g_atomic_ref_count_init (&restart->ref_count);
  restart->names = g_strdupv ((GStrv) names);
  restart->active = has_process;
  restart->has_process = has_process;
  restart->dependents = g_ptr_array_new ();

  return restart;
}

static void
test_ordinary (void)
{
  HnPlan plan = make_plan ("web.service", NULL, "[Service]\nPrivateTmp=yes\n");

  g_assert_null (hn_plan_get_never (&plan));
  g_assert_true (hn_plan_is_tried (&plan));
  /* The files know nothing of an alias that the manager has. */
  plan.restart = make_restart ("dbus.service", TRUE);
  g_assert_nonnull (hn_plan_get_never (&plan));
  hn_plan_clear (&plan);
  g_assert_null (plan.path);
}

static void
test_ours (void)
{
  HnPlan plan = make_plan ("web.service", NULL, "[Service]\nPrivateTmp=yes\n");

  plan.ours = TRUE;
  g_assert_nonnull (strstr (hn_plan_get_never (&plan), "Hardnut"));
  g_assert_false (hn_plan_is_tried (&plan));
  hn_plan_clear (&plan);
}

/* What must not be restarted is tried where it runs and feels the change all the same. */
static void
test_never_restarted (void)
{
  static const struct
  {
    const char *present, *text, *rest;
    gboolean runs, tried;
  } cases[] = {
    { NULL, "[Service]\nPrivateTmp=yes\n", NULL, TRUE, FALSE },
    { NULL, "[Service]\nMemoryMax=1G\n", NULL, TRUE, TRUE },
    { NULL, "[Service]\nMemoryMax=1G\n", NULL, FALSE, FALSE },
    { "[Service]\nMemoryMax=1G\n", "[Service]\nMemoryMax=1G\nPrivateTmp=yes\n", NULL, TRUE, FALSE },
    { "[Service]\nMemoryMax=1G\n", NULL, NULL, TRUE, TRUE },
    /* The template's says the same. */
    { "[Service]\nMemoryMax=1G\n", NULL, "[Service]\nMemoryMax=1G\n", TRUE, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      HnPlan plan = make_plan ("dbus.service", cases[i].present, cases[i].text);

      g_test_message ("%u", i);
      plan.rest = g_strdup (cases[i].rest);
      /* As long as nothing is known of the restart, nothing runs. */
      g_assert_false (hn_plan_is_tried (&plan));
      plan.restart = make_restart ("dbus.service", cases[i].runs);
      g_assert_nonnull (hn_plan_get_never (&plan));
      g_assert_true (hn_plan_is_tried (&plan) == cases[i].tried);
      hn_plan_clear (&plan);
    }
}

static void
assert_lines (GPtrArray *lines, const char *expected)
{
  g_autofree char *text = hn_drop_in_to_text (lines);

  g_assert_cmpstr (text, ==, expected);
  g_ptr_array_unref (lines);
}

static void
test_lines (void)
{
  HnPlan plan = make_plan ("web@a.service", "[Service]\nPrivateTmp=yes\nUMask=0077\n",
                           "[Service]\nNoNewPrivileges=yes\n");

  plan.rest = g_strdup ("[Service]\nProtectHome=yes\n");
  assert_lines (hn_plan_list_present (&plan), "[Service]\nUMask=0077\nPrivateTmp=yes\n");
  assert_lines (hn_plan_list_after (&plan), "[Service]\nNoNewPrivileges=yes\n");
  /* Without it the template's holds again. */
  g_clear_pointer (&plan.lines, g_ptr_array_unref);
  assert_lines (hn_plan_list_after (&plan), "[Service]\nProtectHome=yes\n");
  hn_plan_clear (&plan);
}

static void
test_limits (void)
{
  HnPlan plan = make_plan ("web.service", NULL, "[Service]\nMemoryMax=16M\n");
  HnUsage usage = { .memory = 1 << 30 };
  g_autoptr (GError) error = NULL;

  g_assert_false (hn_plan_check_limits (&plan, NULL, &usage, &error));
  g_assert_nonnull (error);
  usage.memory = 1 << 20;
  g_assert_true (hn_plan_check_limits (&plan, NULL, &usage, NULL));
  /* What goes limits nothing. */
  usage.memory = 1 << 30;
  g_clear_pointer (&plan.lines, g_ptr_array_unref);
  g_assert_true (hn_plan_check_limits (&plan, NULL, &usage, NULL));
  hn_plan_clear (&plan);
}

static void
test_rescue (void)
{
  HnPlan plan = make_plan ("web.service", "[Service]\nPrivateTmp=yes\n", "[Service]\nUMask=0077\n");
  g_autofree char *written = hn_plan_dup_rescue (&plan);
  g_autofree char *removed = NULL;

  g_assert_nonnull (strstr (written, "\nrm "));
  g_assert_null (strstr (written, "PrivateTmp"));
  g_clear_pointer (&plan.text, g_free);
  removed = hn_plan_dup_rescue (&plan);
  g_assert_null (strstr (removed, "rm "));
  g_assert_nonnull (strstr (removed, "\nPrivateTmp=yes\n"));
  hn_plan_clear (&plan);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/plan/ordinary", test_ordinary);
  g_test_add_func ("/plan/ours", test_ours);
  g_test_add_func ("/plan/never-restarted", test_never_restarted);
  g_test_add_func ("/plan/lines", test_lines);
  g_test_add_func ("/plan/limits", test_limits);
  g_test_add_func ("/plan/rescue", test_rescue);

  return g_test_run ();
}
