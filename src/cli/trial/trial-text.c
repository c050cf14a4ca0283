/* The words and marks for a trial, and single keys from the terminal.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli/trial/trial-text.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

/* As many lines of the journal as tell what went wrong, and leave the rest on the screen. */
#define MAX_JOURNAL 20

struct _HnTrialText
{
  HnTrial *trial;           /* borrowed */
  const HnOptions *options; /* borrowed */
  HnTerminal terminal;
  gboolean quiet;     /* somebody else tells how it went */
  gboolean live;      /* lines can be written anew in place */
  gboolean line_open; /* something stands in the line that is not ended */
  gboolean asking;

  struct termios mode;
  gboolean has_mode;
};

/* Words for the steps of a trial. */
static const char *const steps[] = {
  /* Translators: a step of a trial, with a check mark behind it: somebody may do this */
  [HN_TRIAL_AUTHORIZED] = N_ ("authorized"),
  /* Translators: a step of a trial, with a check mark behind it: the file is written */
  [HN_TRIAL_WRITTEN] = N_ ("written"),
  /* Translators: a step of a trial, with a check mark behind it: systemd has read the file */
  [HN_TRIAL_LOADED] = N_ ("loaded"),
  /* Translators: a step of a trial, with a check mark behind it: the service was restarted */
  [HN_TRIAL_RESTARTED] = N_ ("restarted"),
  /* Translators: a step of a trial, with a check mark behind it: the service runs well */
  [HN_TRIAL_HEALTHY] = N_ ("healthy"),
};

/* Where systemd's signals and the screen are concerned, lines must come out at once and whole. */
static void
print (HnTrialText *self, const char *text)
{
  g_autoptr (GError) error = NULL;

  if (!self->options->json && !self->quiet && !hn_terminal_print (&self->terminal, text, &error))
    g_printerr ("hardnutctl: %s\n", error->message);
}

G_GNUC_PRINTF (2, 3)
static void
print_line (HnTrialText *self, const char *format, ...)
{
  g_autofree char *text = NULL;
  g_autofree char *line = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  line = g_strconcat (self->line_open ? "\n" : "", text, "\n", NULL);
  self->line_open = FALSE;
  print (self, line);
}

static void
append_step (HnTrialText *self, GString *text, HnTrialState step, int mark)
{
  HnColor color = mark > 0 ? HN_COLOR_GREEN : mark == 0 ? HN_COLOR_RED : HN_COLOR_DIM;

  if (text->len > 0)
    g_string_append (text, "  ");
  g_string_append (text, _ (steps[step]));
  g_string_append_c (text, ' ');
  hn_terminal_append (&self->terminal, text, color,
                      mark >= 0                ? hn_terminal_get_check_mark (&self->terminal, mark)
                      : self->terminal.unicode ? "…"
                                               : "...");
}

/* The line that grows: "authorized ✓  written ✓  loaded …". */
static void
show_progress (HnTrialText *self)
{
  static const int marks[] = {
    [HN_STEP_UNDER_WAY] = -1,
    [HN_STEP_DONE] = 1,
    [HN_STEP_FAILED] = 0,
  };
  g_autoptr (GString) text = g_string_new (NULL);

  for (HnTrialState step = HN_TRIAL_AUTHORIZED; step <= HN_TRIAL_HEALTHY; step++)
    {
      HnStepState state = hn_trial_get_step (self->trial, step);

      if (state != HN_STEP_WAITING && state != HN_STEP_SKIPPED)
        append_step (self, text, step, marks[state]);
    }
  g_string_prepend (text, "\r");
  g_string_append (text, "\033[K");
  self->line_open = TRUE;
  print (self, text->str);
}

/* What came with a state, for a person at a terminal: one line. */
static char *
dup_reason (const HnTrialDetail *detail)
{
  return detail->reason != NULL ? hn_terminal_clean (detail->reason) : g_strdup ("");
}

static void
tell_reverting (HnTrialText *self)
{
  const char *unit = hn_trial_get_unit (self->trial);
  g_autofree char *reason = dup_reason (hn_trial_get_info (self->trial)->detail);

  if (self->live && self->line_open && hn_trial_get_info (self->trial)->failed)
    show_progress (self);
  if (*reason != '\0')
    /* Translators: a service, and why its change is being taken back */
    print_line (self, _ ("%s: being taken back: %s"), unit, reason);
  else
    print_line (self, _ ("%s: being taken back"), unit);
}

void
hn_trial_text_state (HnTrialText *self, HnTrialState state)
{
  const char *unit = hn_trial_get_unit (self->trial);

  if (state == HN_TRIAL_REVERTING)
    tell_reverting (self);
  if (state < HN_TRIAL_AUTHORIZED || state > HN_TRIAL_HEALTHY)
    return;

  if (self->live)
    show_progress (self);
  else if (state != HN_TRIAL_HEALTHY || self->options->keep || hn_can_ask (self->options))
    print_line (self, "%s: %s", unit, _ (steps[state]));
  else
    print_line (
        self,
        /* Translators: a service, a number of seconds, and a service again; keep the command */
        _ ("%s: healthy; to be taken back in %u s, unless kept by “hardnutctl keep %s”"), unit,
        hn_trial_get_seconds_left (self->trial), unit);
}

void
hn_trial_text_interrupted (HnTrialText *self)
{
  /* The terminal has written ^C there. */
  self->line_open |= self->live;
  print_line (self, _ ("Interrupted; the change is being taken back…"));
}

static void
tell_journal (HnTrialText *self)
{
  const char *const *lines = hn_trial_get_info (self->trial)->journal;
  const char *error = hn_trial_get_info (self->trial)->journal_error;
  guint n = lines != NULL ? g_strv_length ((GStrv) lines) : 0;

  if (error != NULL)
    print_line (self, "%s", error);
  if (n == 0)
    return;

  print_line (self, "%s", _ ("What the service wrote:"));
  for (guint i = n > MAX_JOURNAL ? n - MAX_JOURNAL : 0; i < n; i++)
    {
      g_autofree char *line = hn_terminal_clean (lines[i]);

      print_line (self, "  %s", line);
    }
}

static void
tell_ignored (HnTrialText *self, const char *const *names)
{
  g_autofree char *joined = g_strjoinv (", ", (GStrv) names);
  g_autofree char *clean = hn_terminal_clean (joined);

  /* Translators: %s are names of settings */
  print_line (self, _ ("systemd does not put into force: %s"), clean);
}

static void
tell_blame (HnTrialText *self, const HnBlame *blame)
{
  if (blame->suspects->len == 0)
    return;

  print_line (self, "%s",
              !blame->narrowed            ? _ ("One of these is to blame:")
              : blame->suspects->len == 1 ? _ ("To blame is:")
                                          : _ ("To blame is one of these, the "
                                               "likeliest first:"));
  for (guint i = 0; i < blame->suspects->len; i++)
    {
      const HnSuspect *suspect = g_ptr_array_index (blame->suspects, i);
      const char *name = hn_directive_get (suspect->change->directive)->name;
      g_autofree char *proof = NULL;
      g_autofree char *because = NULL;

      print_line (self, "  %s=%s", name, suspect->change->value);
      if (suspect->proof == NULL)
        continue;
      proof = hn_terminal_clean (suspect->proof);
      /* Translators: %s is a line that the service has written */
      because = g_strdup_printf (_ ("because of “%s”"), proof);
      print_line (self, "    %s", because);
    }
}

static void
tell_failure (HnTrialText *self)
{
  const char *explanation = hn_trial_get_info (self->trial)->explanation;
  const char *const *ignored = hn_trial_get_ignored (self->trial);
  const HnBlame *blame = hn_trial_get_info (self->trial)->blame;

  if ((explanation == NULL && ignored == NULL) || self->options->json)
    return;

  if (explanation != NULL)
    print_line (self, "%s", explanation);
  if (ignored != NULL)
    tell_ignored (self, ignored);
  else if (blame != NULL)
    tell_blame (self, blame);
  tell_journal (self);
}

void
hn_trial_text_end (HnTrialText *self, HnTrialState state)
{
  const char *unit = hn_trial_get_unit (self->trial);
  const HnTrialDetail *detail = hn_trial_get_info (self->trial)->detail;
  g_autofree char *reason = dup_reason (detail);

  switch ((int) state)
    {
    case HN_TRIAL_KEPT:
      if (g_strcmp0 (detail->note, HN_NOTE_NEXT_START) == 0)
        /* Translators: %s is a service */
        print_line (self, _ ("%s: kept; in force from its next start on"), unit);
      else if (g_strcmp0 (detail->note, HN_NOTE_AT_ONCE) == 0)
        /* Translators: %s is a service */
        print_line (self, _ ("%s: kept; what needs a restart is in force from its next start on"),
                    unit);
      else
        /* Translators: %s is a service */
        print_line (self, _ ("%s: kept"), unit);
      return;
    case HN_TRIAL_REVERTED:
      /* Translators: %s is a service */
      print_line (self, _ ("%s: taken back; everything is as before"), unit);
      break;
    case HN_TRIAL_FAILED:
      if (*reason == '\0')
        /* Translators: %s is a service */
        print_line (self, _ ("%s: taken back, but the service is not as it was before"), unit);
      else
        /* Translators: a service, and why */
        print_line (self, _ ("%s: taken back, but the service is not as it was before: %s"), unit,
                    reason);
      break;
    default:
      /* Translators: a service, and what is known about its trial */
      print_line (self, _ ("%s: %s"), unit, reason);
      break;
    }
  tell_failure (self);
}

gboolean
hn_can_ask (const HnOptions *options)
{
  return !options->json && isatty (STDIN_FILENO) == 1 && isatty (STDOUT_FILENO) == 1;
}

/* Lets the terminal deliver keys at once, without Enter; @signals: whether Ctrl-C stays one. */
static gboolean
begin_keys (struct termios *before, gboolean signals)
{
  struct termios mode;

  if (tcgetattr (STDIN_FILENO, before) < 0)
    return FALSE;

  mode = *before;
  mode.c_lflag &= ~(tcflag_t) (ICANON | ECHO);
  if (!signals)
    mode.c_lflag &= ~(tcflag_t) ISIG;
  mode.c_cc[VMIN] = 1;
  mode.c_cc[VTIME] = 0;

  return tcsetattr (STDIN_FILENO, TCSANOW, &mode) == 0;
}

HnKey
hn_read_key (void)
{
  /* Translators: the key for “yes” in a question that ends with [y/N] */
  const char *yes = C_ ("key", "y");
  char key;
  gssize n;

  do
    n = read (STDIN_FILENO, &key, 1);
  while (n < 0 && errno == EINTR);
  if (n <= 0)
    return HN_KEY_NO;

  if (g_ascii_tolower (key) == 'y' || g_ascii_tolower (key) == *yes)
    return HN_KEY_YES;

  /* Enter, Escape, Ctrl-C, Ctrl-D. */
  return strchr ("nN\n\r\033\003\004", key) != NULL ? HN_KEY_NO : HN_KEY_OTHER;
}

void
hn_trial_text_begin_question (HnTrialText *self, guint seconds)
{
  self->has_mode = begin_keys (&self->mode, TRUE);
  self->asking = TRUE;
  if (self->live)
    print (self, "\n");
  hn_trial_text_question (self, seconds);
}

void
hn_trial_text_question (HnTrialText *self, guint seconds)
{
  g_autofree char *question = NULL;
  g_autofree char *line = NULL;

  if (!self->asking || (!self->live && self->line_open))
    return;

  /* Translators: a number of seconds that counts down; keep [y/N] at the end, with your own key for
   * “yes” */
  question = g_strdup_printf (_ ("Keep this change? It is taken back in %u s. [y/N] "), seconds);
  line = g_strconcat (self->live ? "\r" : "", question, self->live ? "\033[K" : "", NULL);
  self->line_open = TRUE;
  print (self, line);
}

void
hn_trial_text_end_question (HnTrialText *self)
{
  if (!self->asking)
    return;

  self->asking = FALSE;
  if (self->has_mode)
    tcsetattr (STDIN_FILENO, TCSANOW, &self->mode);
  self->has_mode = FALSE;
}

gboolean
hn_ask (const char *question)
{
  HnTerminal terminal;
  struct termios before;
  gboolean has_mode;
  HnKey key;

  hn_terminal_init (&terminal, FALSE);
  hn_terminal_print (&terminal, question, NULL);
  has_mode = begin_keys (&before, FALSE);
  do
    key = hn_read_key ();
  while (key == HN_KEY_OTHER);
  if (has_mode)
    tcsetattr (STDIN_FILENO, TCSANOW, &before);
  hn_terminal_print (&terminal, key == HN_KEY_YES ? "y\n" : "n\n", NULL);

  return key == HN_KEY_YES;
}

HnTrialText *
hn_trial_text_new (const HnOptions *options, HnTrial *trial)
{
  HnTrialText *self = g_new0 (HnTrialText, 1);
  const char *term = g_getenv ("TERM");

  self->trial = trial;
  self->options = options;
  self->quiet = hn_trial_get_info (trial)->probe;
  hn_terminal_init (&self->terminal, FALSE);
  self->live = self->terminal.is_terminal && term != NULL && !g_str_equal (term, "dumb") &&
               !options->json && !self->quiet;

  return self;
}

void
hn_trial_text_free (HnTrialText *self)
{
  if (self == NULL)
    return;

  hn_trial_text_end_question (self);
  if (self->line_open)
    print (self, "\n");
  g_free (self);
}
