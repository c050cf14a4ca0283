/* The states of a drop-in: as text and back, whatever is in a file, and who pushes out whom.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "engine/kept/history.h"

#define OWNER 0
#define WHEN 1900000000

/* (transfer full): with one line, TasksMax=@number, or none for 0 */
static HnHistoryState *
state_new (guint32 uid, guint number)
{
  HnHistoryState *state = hn_history_state_new (WHEN + number, uid);

  if (number > 0)
    g_ptr_array_add (state->lines, g_strdup_printf ("TasksMax=%u", number));

  return state;
}

static GPtrArray *
parse (const char *text, guint n_wrong)
{
  g_autoptr (GPtrArray) wrong = g_ptr_array_new_with_free_func (g_free);
  GPtrArray *states = hn_history_parse ("/h/a.service", text, strlen (text), wrong);

  for (guint i = 0; i < wrong->len; i++)
    {
      g_test_message ("%s", (char *) wrong->pdata[i]);
      g_assert_true (g_str_has_prefix (wrong->pdata[i], "/h/a.service:"));
    }
  g_assert_cmpuint (wrong->len, ==, n_wrong);

  return states;
}

static guint
count (GPtrArray *states, guint32 uid)
{
  guint n = 0;

  for (guint i = 0; i < states->len; i++)
    n += ((const HnHistoryState *) states->pdata[i])->uid == uid;

  return n;
}

static void
test_text (void)
{
  const char *words[] = { "SystemCallFilter=@system-service", "SystemCallFilter=~@mount",
                          "PrivateTmp=yes", "InaccessiblePaths=", NULL };
  g_autoptr (GPtrArray) changes = hn_drop_in_parse_changes (words, NULL);
  g_autoptr (GPtrArray) states = hn_history_new ();
  g_autoptr (GPtrArray) again = NULL;
  g_autofree char *text = NULL;
  g_autofree char *same = NULL;
  HnHistoryState *state = hn_history_state_new (WHEN, 1000);

  g_ptr_array_add (states, hn_history_state_new (0, HN_HISTORY_NOBODY));
  hn_history_state_add (state, changes);
  hn_history_state_add (state, NULL);
  g_assert_true (hn_history_add (states, state, OWNER));
  g_assert_true (hn_history_add (states, state_new (0, 0), OWNER));
  text = hn_history_to_text (states);
  g_assert_cmpstr (text, ==,
                   "# What Hardnut's drop-in of this service was, the oldest first.\n\n[State]\n\n"
                   "[State]\nWhen=2030-03-17T17:46:40Z\nUser=1000\n"
                   "Line=PrivateTmp=yes\nLine=InaccessiblePaths=\n"
                   "Line=SystemCallFilter=@system-service\nLine=SystemCallFilter=~@mount\n\n"
                   "[State]\nWhen=2030-03-17T17:46:40Z\nUser=0\n");

  again = parse (text, 0);
  g_assert_cmpuint (again->len, ==, 3);
  for (guint i = 0; i < 3; i++)
    {
      const HnHistoryState *one = states->pdata[i], *other = again->pdata[i];

      g_assert_true (hn_history_state_equal (one, other));
      g_assert_cmpint (one->when, ==, other->when);
      g_assert_cmpuint (one->uid, ==, other->uid);
      g_assert_false (other->incomplete);
    }
  same = hn_history_to_text (again);
  g_assert_cmpstr (text, ==, same);
}

/* What a state was can be asked for again. */
static void
test_changes (void)
{
  g_autoptr (GPtrArray) states =
      parse ("[State]\n[State]\nLine=SystemCallFilter=@system-service\n"
             "Line=SystemCallFilter=~@mount\nLine=ReadWritePaths=/a%b\n[State]\nLine=Strange=yes\n",
             0);
  g_autoptr (GPtrArray) none = hn_history_state_dup_changes (states->pdata[0], NULL);
  g_autoptr (GPtrArray) changes = hn_history_state_dup_changes (states->pdata[1], NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = hn_drop_in_to_text (changes);

  g_assert_cmpuint (none->len, ==, 0);
  g_assert_cmpstr (text, ==,
                   "[Service]\nReadWritePaths=/a%b\nSystemCallFilter=@system-service\n"
                   "SystemCallFilter=~@mount\n");
  g_assert_null (hn_history_state_dup_changes (states->pdata[2], &error));
  g_assert_error (error, HN_DROP_IN_ERROR, HN_DROP_IN_ERROR_UNKNOWN_DIRECTIVE);
}

static void
test_incomplete (void)
{
  g_autoptr (GPtrArray) states = parse ("[State]\nIncomplete=yes\nLine=UMask=0077\n", 0);
  g_autofree char *text = hn_history_to_text (states);

  g_assert_true (((HnHistoryState *) states->pdata[0])->incomplete);
  g_assert_false (hn_history_state_equal (states->pdata[0], states->pdata[0]));
  g_assert_nonnull (strstr (text, "Incomplete=yes\nLine=UMask=0077\n"));
}

/* What is wrong is told by its line; the rest is there, and the state says that it is not whole. */
static void
test_wrong (void)
{
  static const char *const wrong[] = {
    "When=yesterday", "When=",           "When=-1",     "User=-1",  "User=4294967295",
    "User=x",         "User=",           "Line=x",      "Line=",    "ExecStart=/bin/sh",
    "Other=yes",      "nonsense",        "=",           "[Other]",  "Line",
    "Incomplete=no",  "Line=A=\x1b[31m", "Line=A=\xff", "Lines=A=", "Line=A=\xe2\x80\xae",
  };

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autofree char *text =
          g_strdup_printf ("# x\n[State]\nUser=1\nLine=UMask=0077\n%s\n[State]\nUser=2\n",
                           wrong[i]);
      g_autoptr (GPtrArray) messages = g_ptr_array_new_with_free_func (g_free);
      g_autoptr (GPtrArray) states =
          hn_history_parse ("/h/a.service", text, strlen (text), messages);
      const HnHistoryState *first = states->pdata[0], *second = states->pdata[1];

      g_test_message ("%s", wrong[i]);
      g_assert_cmpuint (messages->len, ==, 1);
      g_assert_true (g_str_has_prefix (messages->pdata[0], "/h/a.service:5: "));
      g_assert_cmpuint (states->len, ==, 2);
      g_assert_true (first->incomplete);
      g_assert_cmpstr (first->lines->pdata[0], ==, "UMask=0077");
      g_assert_false (second->incomplete);
      g_assert_cmpuint (second->uid, ==, 2);
    }
}

static void
test_bad_bytes (void)
{
  static const char zero[] = "[State]\nLine=UMask=0\0"
                             "77\n";
  g_autoptr (GPtrArray) wrong = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) states = hn_history_parse ("h", zero, sizeof zero - 1, wrong);
  g_autoptr (GPtrArray) empty = parse ("", 0);
  g_autoptr (GPtrArray) outside = parse ("User=1\n", 1);
  g_autoptr (GPtrArray) cut = parse ("[State]\nLine=UMask=00", 1);

  g_assert_cmpuint (wrong->len, ==, 1);
  g_assert_true (((HnHistoryState *) states->pdata[0])->incomplete);
  g_assert_cmpuint (empty->len, ==, 0);
  g_assert_cmpuint (outside->len, ==, 0);
  g_assert_true (((HnHistoryState *) cut->pdata[0])->incomplete);
}

/* Whatever one user does, what others kept stays. */
static void
test_churn (void)
{
  g_autoptr (GPtrArray) states = hn_history_new ();
  const HnHistoryState *oldest;

  g_ptr_array_add (states, hn_history_state_new (0, HN_HISTORY_NOBODY));
  g_assert_true (hn_history_add (states, state_new (1000, 1), OWNER));
  g_assert_true (hn_history_add (states, state_new (OWNER, 2), OWNER));
  for (guint i = 0; i < 500; i++)
    g_assert_true (hn_history_add (states, state_new (1001, 100 + i), OWNER));
  g_assert_cmpuint (count (states, HN_HISTORY_NOBODY), ==, 1);
  g_assert_cmpuint (count (states, 1000), ==, 1);
  g_assert_cmpuint (count (states, OWNER), ==, 1);
  g_assert_cmpuint (count (states, 1001), ==, HN_HISTORY_STATES);
  /* The newest are there. */
  oldest = states->pdata[3];
  g_assert_cmpstr (oldest->lines->pdata[0], ==, "TasksMax=584");
}

static void
test_size (void)
{
  g_autoptr (GPtrArray) states = hn_history_new ();
  g_autofree char *text = NULL;

  for (guint i = 0; i < 20; i++)
    {
      HnHistoryState *state = hn_history_state_new (WHEN, 1000);
      g_autofree char *path = g_strnfill (60 * 1024, (char) ('a' + i));

      g_ptr_array_add (state->lines, g_strconcat ("InaccessiblePaths=/", path, NULL));
      g_assert_true (hn_history_add (states, state, OWNER));
      text = hn_history_to_text (states);
      g_assert_cmpuint (strlen (text), <, HN_HISTORY_BYTES + 1024);
      g_clear_pointer (&text, g_free);
    }
  g_assert_cmpuint (states->len, ==, 4);

  /* One that is larger than all of them may be. */
  {
    HnHistoryState *state = hn_history_state_new (WHEN, 1001);
    g_autofree char *path = g_strnfill (HN_HISTORY_BYTES, 'x');

    g_ptr_array_add (state->lines, g_strconcat ("InaccessiblePaths=/", path, NULL));
    g_assert_false (hn_history_add (states, state, OWNER));
  }
  g_assert_cmpuint (states->len, ==, 4);
}

/* So many users, and the owner has room behind them; who is there already, too. */
static void
test_users (void)
{
  g_autoptr (GPtrArray) states = hn_history_new ();

  for (guint i = 0; i < HN_HISTORY_USERS; i++)
    g_assert_true (hn_history_add (states, state_new (1000 + i, 1), OWNER));
  g_assert_false (hn_history_add (states, state_new (5000, 2), OWNER));
  g_assert_true (hn_history_add (states, state_new (OWNER, 3), OWNER));
  g_assert_true (hn_history_add (states, state_new (1003, 4), OWNER));
  g_assert_cmpuint (states->len, ==, HN_HISTORY_USERS + 2);
}

static void
test_twice (void)
{
  g_autoptr (GPtrArray) states = hn_history_new ();

  g_assert_true (hn_history_add (states, state_new (1000, 1), OWNER));
  g_assert_true (hn_history_add (states, state_new (1000, 1), OWNER));
  g_assert_cmpuint (states->len, ==, 1);
  g_assert_true (hn_history_add (states, state_new (1001, 1), OWNER));
  g_assert_true (hn_history_add (states, state_new (1001, 0), OWNER));
  g_assert_true (hn_history_add (states, state_new (1001, 1), OWNER));
  g_assert_cmpuint (states->len, ==, 4);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/history/text", test_text);
  g_test_add_func ("/history/changes", test_changes);
  g_test_add_func ("/history/incomplete", test_incomplete);
  g_test_add_func ("/history/wrong", test_wrong);
  g_test_add_func ("/history/bad-bytes", test_bad_bytes);
  g_test_add_func ("/history/churn", test_churn);
  g_test_add_func ("/history/size", test_size);
  g_test_add_func ("/history/users", test_users);
  g_test_add_func ("/history/twice", test_twice);

  return g_test_run ();
}
