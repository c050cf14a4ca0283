/* Looking at the terminal, and writing to it or to a pager.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "terminal.h"

#include <errno.h>
#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define FALLBACK_WIDTH 80

/* 1 for yes, 0 for no, -1 where the variable says nothing we understand. */
static int
get_env_switch (const char *name)
{
  static const char *const yes[] = { "1", "yes", "y", "true", "t", "on", NULL };
  static const char *const no[] = { "0", "no", "n", "false", "f", "off", NULL };
  const char *value = g_getenv (name);
  g_autofree char *lower = NULL;

  if (value == NULL)
    return -1;
  lower = g_ascii_strdown (value, -1);

  return g_strv_contains (yes, lower) ? 1 : g_strv_contains (no, lower) ? 0 : -1;
}

static guint
find_width (void)
{
  const char *columns = g_getenv ("COLUMNS");
  struct winsize size = { 0 };
  guint64 width;

  if (columns != NULL && g_ascii_string_to_unsigned (columns, 10, 1, 10000, &width, NULL))
    return (guint) width;
  if (ioctl (STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
    return size.ws_col;

  return FALLBACK_WIDTH;
}

void
hn_terminal_init (HnTerminal *self, gboolean pager)
{
  const char *term = g_getenv ("TERM");
  const char *no_color = g_getenv ("NO_COLOR");
  gboolean dumb = term == NULL || g_str_equal (term, "dumb");

  memset (self, 0, sizeof *self);
  self->is_terminal = isatty (STDOUT_FILENO) == 1;
  self->unicode = g_get_charset (NULL);
  if (!self->is_terminal)
    return;

  self->width = find_width ();
  self->pager = pager && !dumb;
  self->colors =
      !dumb && (no_color == NULL || *no_color == '\0') && get_env_switch ("SYSTEMD_COLORS") != 0;
  /* The kernel's own console has no glyphs for emoji. */
  self->emoji = self->unicode && !dumb && !g_str_equal (term, "linux") &&
                get_env_switch ("SYSTEMD_EMOJI") != 0;
}

const char *
hn_terminal_get_check_mark (const HnTerminal *self, int passed)
{
  if (passed < 0)
    return "-";
  if (self->unicode)
    return passed > 0 ? "✓" : "✗";

  return passed > 0 ? "+" : "x";
}

const char *
hn_terminal_get_arrow (const HnTerminal *self)
{
  return self->unicode ? "→" : "->";
}

HnColor
hn_color_of_level (HnLevel level)
{
  switch (level)
    {
    case HN_LEVEL_DANGEROUS:
    case HN_LEVEL_UNSAFE:
      return HN_COLOR_RED;
    case HN_LEVEL_EXPOSED:
      return HN_COLOR_YELLOW;
    case HN_LEVEL_OK:
    case HN_LEVEL_SAFE:
    case HN_LEVEL_PERFECT:
      return HN_COLOR_GREEN;
    case HN_LEVEL_MEDIUM:
    case HN_N_LEVELS:
    default:
      return HN_COLOR_NONE;
    }
}

void
hn_terminal_append (const HnTerminal *self, GString *text, HnColor color, const char *string)
{
  static const char *const starts[] = {
    [HN_COLOR_NONE] = "",
    [HN_COLOR_BOLD] = "\033[1m",
    [HN_COLOR_DIM] = "\033[2m",
    [HN_COLOR_RED] = "\033[1;31m",
    [HN_COLOR_YELLOW] = "\033[1;33m",
    [HN_COLOR_GREEN] = "\033[1;32m",
  };

  if (!self->colors || color == HN_COLOR_NONE || *string == '\0')
    {
      g_string_append (text, string);
      return;
    }

  g_string_append (text, starts[color]);
  g_string_append (text, string);
  g_string_append (text, "\033[0m");
}

void
hn_terminal_append_level (const HnTerminal *self, GString *text, guint exposure, HnLevel level)
{
  g_autofree char *words = NULL;

  words = g_strdup_printf ("%u.%u %s", exposure / 10, exposure % 10, hn_level_get_name (level));
  hn_terminal_append (self, text, hn_color_of_level (level), words);
  if (self->emoji)
    g_string_append_printf (text, " %s", hn_level_get_emoji (level));
}

char *
hn_terminal_clean (const char *string)
{
  g_autofree char *valid = g_utf8_make_valid (string, -1);
  GString *text = g_string_sized_new (strlen (valid));

  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);
      GUnicodeType type = g_unichar_type (c);

      if (c == '\t' || c == '\n' || c == '\r')
        g_string_append_c (text, ' ');
      /* Format characters turn the direction of writing around, which can hide what stands there.
       */
      else if (type == G_UNICODE_CONTROL || type == G_UNICODE_FORMAT ||
               type == G_UNICODE_LINE_SEPARATOR || type == G_UNICODE_PARAGRAPH_SEPARATOR)
        g_string_append_unichar (text, 0xfffd);
      else
        g_string_append_unichar (text, c);
    }

  return g_string_free (text, FALSE);
}

guint
hn_terminal_get_char_width (gunichar c)
{
  return g_unichar_iszerowidth (c) ? 0 : g_unichar_iswide (c) ? 2 : 1;
}

guint
hn_terminal_get_text_width (const char *text)
{
  guint width = 0;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    width += hn_terminal_get_char_width (g_utf8_get_char (p));

  return width;
}

static gboolean
write_bytes (int fd, const char *bytes, GError **error)
{
  gsize length = strlen (bytes);

  while (length > 0)
    {
      gssize n = write (fd, bytes, length);

      if (n < 0)
        {
          if (errno == EINTR)
            continue;
          /* The reader has seen enough. */
          if (errno == EPIPE)
            return TRUE;
          g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (errno),
                       _ ("Standard output cannot be written: %s"), g_strerror (errno));
          return FALSE;
        }
      bytes += n;
      length -= (gsize) n;
    }

  return TRUE;
}

gboolean
hn_terminal_print_raw (const char *text, GError **error)
{
  return write_bytes (STDOUT_FILENO, text, error);
}

gboolean
hn_terminal_print_json (HnJsonOut *out, GError **error)
{
  g_autofree char *text = hn_json_out_finish (out);

  return hn_terminal_print_raw (text, error);
}

static char *
encode (const char *text)
{
  const char *charset;
  char *encoded;

  if (g_get_charset (&charset))
    return g_strdup (text);

  encoded = g_convert_with_fallback (text, -1, charset, "UTF-8", "?", NULL, NULL, NULL);
  if (encoded == NULL)
    {
      /* Not UTF-8, or an encoding without iconv: ASCII is always right. */
      encoded = g_strdup (text);
      for (char *p = encoded; *p != '\0'; p++)
        if ((guchar) *p >= 0x80)
          *p = '?';
    }

  return encoded;
}

/* Whether less must not offer a shell: somebody got root for one command. */
static gboolean
wants_secure_pager (gboolean *trust_environment)
{
  int asked = get_env_switch ("SYSTEMD_PAGERSECURE");

  *trust_environment = asked >= 0;
  if (asked >= 0)
    return asked > 0;
  if (g_getenv ("SUDO_UID") != NULL || g_getenv ("PKEXEC_UID") != NULL || getuid () != geteuid ())
    return TRUE;
  *trust_environment = TRUE;

  return FALSE;
}

static GStrv
make_pager_environment (gboolean secure)
{
  const char *less = g_getenv ("SYSTEMD_LESS");
  const char *charset = g_getenv ("SYSTEMD_LESSCHARSET");
  GStrv environment = g_get_environ ();

  /* Leave at the end when all fits on the screen, let colours through, cut long lines. */
  environment = g_environ_setenv (environment, "LESS", less != NULL ? less : "FRSXMK", TRUE);
  if (charset == NULL && g_get_charset (NULL))
    charset = "utf-8";
  if (charset != NULL)
    environment = g_environ_setenv (environment, "LESSCHARSET", charset, TRUE);
  if (secure)
    environment = g_environ_setenv (environment, "LESSSECURE", "1", TRUE);
  else
    environment = g_environ_unsetenv (environment, "LESSSECURE");

  return environment;
}

static gboolean
start_pager (GPid *pid, int *input, gboolean *wanted)
{
  static const char *const fallbacks[] = { "pager", "less", "more" };
  const char *choice = g_getenv ("SYSTEMD_PAGER");
  g_auto (GStrv) environment = NULL;
  gboolean trust_environment;
  gboolean secure = wants_secure_pager (&trust_environment);
  GSpawnFlags flags = G_SPAWN_SEARCH_PATH | G_SPAWN_DO_NOT_REAP_CHILD;

  if (choice == NULL)
    choice = g_getenv ("PAGER");
  *wanted = FALSE;
  environment = make_pager_environment (secure);
  if (choice != NULL)
    {
      g_auto (GStrv) words = NULL;

      if (!g_shell_parse_argv (choice, NULL, &words, NULL) || g_str_equal (words[0], "cat"))
        return FALSE;
      if (trust_environment && g_spawn_async_with_pipes (NULL, words, environment, flags, NULL,
                                                         NULL, pid, input, NULL, NULL, NULL))
        return TRUE;
    }
  *wanted = TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (fallbacks); i++)
    {
      char *words[] = { (char *) fallbacks[i], NULL };

      if (g_spawn_async_with_pipes (NULL, words, environment, flags, NULL, NULL, pid, input, NULL,
                                    NULL, NULL))
        return TRUE;
    }

  return FALSE;
}

static void
ignore_signal_cb (int number)
{
}

/* Returns FALSE where no pager could be started. */
static gboolean
print_with_pager (const char *encoded)
{
  struct sigaction ignore = { .sa_handler = ignore_signal_cb };
  struct sigaction no_pipe = { .sa_handler = SIG_IGN };
  struct sigaction old_interrupt, old_pipe;
  gboolean wanted;
  GPid pid;
  int input;
  int status;

  if (!start_pager (&pid, &input, &wanted))
    return FALSE;

  /* Ctrl-C belongs to the pager; a handler, unlike SIG_IGN, is not handed down to children. The
   * pager may leave before it has read all. */
  sigaction (SIGINT, &ignore, &old_interrupt);
  sigaction (SIGPIPE, &no_pipe, &old_pipe);
  write_bytes (input, encoded, NULL);
  close (input);
  while (waitpid (pid, &status, 0) < 0 && errno == EINTR)
    ;
  g_spawn_close_pid (pid);
  sigaction (SIGPIPE, &old_pipe, NULL);
  sigaction (SIGINT, &old_interrupt, NULL);

  return TRUE;
}

gboolean
hn_terminal_print (const HnTerminal *self, const char *text, GError **error)
{
  g_autofree char *encoded = encode (text);

  if (self->pager && print_with_pager (encoded))
    return TRUE;

  return write_bytes (STDOUT_FILENO, encoded, error);
}
