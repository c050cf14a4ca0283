/* The %-specifiers of unit files, as systemd.unit(5) lists them.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "engine/types/specifier.h"

#include <limits.h>
#include <string.h>

/* The strings of a context. */
static const gsize texts[] = {
  G_STRUCT_OFFSET (HnUnitContext, unit),          G_STRUCT_OFFSET (HnUnitContext, user_name),
  G_STRUCT_OFFSET (HnUnitContext, user_id),       G_STRUCT_OFFSET (HnUnitContext, home),
  G_STRUCT_OFFSET (HnUnitContext, runtime_dir),   G_STRUCT_OFFSET (HnUnitContext, machine_id),
  G_STRUCT_OFFSET (HnUnitContext, boot_id),       G_STRUCT_OFFSET (HnUnitContext, host_name),
  G_STRUCT_OFFSET (HnUnitContext, fragment_path),
};

void
hn_unit_context_copy (HnUnitContext *self, const HnUnitContext *from)
{
  *self = *from;
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    G_STRUCT_MEMBER (char *, self, texts[i]) = g_strdup (G_STRUCT_MEMBER (char *, self, texts[i]));
}

void
hn_unit_context_clear (HnUnitContext *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_free (G_STRUCT_MEMBER (char *, self, texts[i]));
  memset (self, 0, sizeof *self);
}

/* The parts of "prefix@instance.service". */
static char *
dup_prefix (const char *unit)
{
  return g_strndup (unit, strcspn (unit, strchr (unit, '@') != NULL ? "@" : "."));
}

static char *
dup_stem (const char *unit)
{
  const char *dot = strrchr (unit, '.');

  return g_strndup (unit, dot != NULL ? (gsize) (dot - unit) : strlen (unit));
}

static char *
dup_instance (const char *unit)
{
  const char *at = strchr (unit, '@');
  g_autofree char *rest = at != NULL ? dup_stem (at + 1) : NULL;

  return g_strdup (rest != NULL ? rest : "");
}

/* The last of the dash-separated parts. */
static char *
dup_last_part (const char *prefix)
{
  const char *dash = strrchr (prefix, '-');

  return g_strdup (dash != NULL ? dash + 1 : prefix);
}

/* Undoes the escaping of unit names: dashes are slashes, \xNN is a byte. */
static char *
unescape (const char *name)
{
  GString *out = g_string_new (NULL);

  for (const char *p = name; *p != '\0'; p++)
    {
      if (*p == '-')
        g_string_append_c (out, '/');
      else if (p[0] == '\\' && p[1] == 'x' && g_ascii_isxdigit (p[2]) && g_ascii_isxdigit (p[3]))
        {
          g_string_append_c (out, (char) (g_ascii_xdigit_value (p[2]) * 16 +
                                          g_ascii_xdigit_value (p[3])));
          p += 3;
        }
      else
        g_string_append_c (out, *p);
    }

  return g_string_free (out, FALSE);
}

static char *
dup_home_path (const HnUnitContext *context, const char *below)
{
  return context->home != NULL ? g_build_filename (context->home, below, NULL) : NULL;
}

/* The folders below which services keep their files differ between the two managers. */
static char *
dup_directory (const HnUnitContext *context, char letter)
{
  gboolean user = context->scope == HN_SCOPE_USER;

  switch (letter)
    {
    case 'C':
      return user ? dup_home_path (context, ".cache") : g_strdup ("/var/cache");
    case 'D':
      return user ? dup_home_path (context, ".local/share") : g_strdup ("/usr/share");
    case 'E':
      return user ? dup_home_path (context, ".config") : g_strdup ("/etc");
    case 'L':
      return user ? dup_home_path (context, ".local/state/log") : g_strdup ("/var/log");
    case 'S':
      return user ? dup_home_path (context, context->version >= 254 ? ".local/state" : ".config")
                  : g_strdup ("/var/lib");
    case 'd':
      if (user && context->runtime_dir == NULL)
        return NULL;
      return g_strdup_printf ("%s/credentials/%s", user ? context->runtime_dir : "/run",
                              context->unit);
    default:
      return user ? g_strdup (context->runtime_dir) : g_strdup ("/run");
    }
}

static char *
expand_name (const HnUnitContext *context, char letter)
{
  g_autofree char *prefix = dup_prefix (context->unit);
  g_autofree char *instance = dup_instance (context->unit);
  g_autofree char *last = dup_last_part (prefix);

  switch (letter)
    {
    case 'n':
      return g_strdup (context->unit);
    case 'N':
      return dup_stem (context->unit);
    case 'p':
      return g_steal_pointer (&prefix);
    case 'P':
      return unescape (prefix);
    case 'i':
      return g_steal_pointer (&instance);
    case 'I':
      return unescape (instance);
    case 'j':
      return g_steal_pointer (&last);
    case 'J':
      return unescape (last);
    default: /* f */
      {
        g_autofree char *path = unescape (instance[0] != '\0' ? instance : prefix);

        return path[0] == '/' ? g_strdup (path) : g_strconcat ("/", path, NULL);
      }
    }
}

/* Returns FALSE on an unknown letter; *@value stays NULL where only the machine knows. */
static gboolean
look_up (const HnUnitContext *context, char letter, char **value)
{
  gboolean user = context->scope == HN_SCOPE_USER;

  *value = NULL;
  if (strchr ("nNpPiIjJf", letter) != NULL)
    *value = expand_name (context, letter);
  else if (strchr ("CELSdt", letter) != NULL || (letter == 'D' && context->version >= 257))
    *value = dup_directory (context, letter);
  else if (letter == 'u' || letter == 'g')
    *value = g_strdup (user ? context->user_name : "root");
  else if (letter == 'U' || letter == 'G')
    *value = g_strdup (user ? context->user_id : "0");
  else if (letter == 'h')
    *value = g_strdup (user ? context->home : "/root");
  else if (letter == 'H')
    *value = g_strdup (context->host_name);
  else if (letter == 'm')
    *value = g_strdup (context->machine_id);
  else if (letter == 'b')
    *value = g_strdup (context->boot_id);
  else if (letter == 'T')
    *value = g_strdup ("/tmp");
  else if (letter == 'V')
    *value = g_strdup ("/var/tmp");
  else if (letter == 'y')
    *value = g_strdup (context->fragment_path);
  else if (letter == 'Y')
    *value = context->fragment_path != NULL ? g_path_get_dirname (context->fragment_path) : NULL;
  else if (strchr ("aAbBcHlmMoqrRsvwW", letter) == NULL)
    return FALSE;

  return TRUE;
}

/* NULL where a letter is unknown. */
static GString *
expand (const HnUnitContext *context, const char *text)
{
  g_autoptr (GString) out = g_string_new (NULL);

  for (const char *p = text; *p != '\0'; p++)
    {
      g_autofree char *value = NULL;

      if (p[0] != '%' || p[1] == '\0')
        g_string_append_c (out, *p);
      else if (p[1] == '%')
        g_string_append_c (out, *++p);
      else if (!g_ascii_isalnum (p[1]))
        g_string_append_c (out, *p);
      else if (!look_up (context, p[1], &value))
        return NULL;
      else if (value != NULL)
        {
          g_string_append (out, value);
          p++;
        }
      else
        {
          g_string_append_len (out, p, 2);
          p++;
        }
    }

  return g_steal_pointer (&out);
}

char *
hn_specifier_expand (const HnUnitContext *context, const char *text)
{
  g_autoptr (GString) out = NULL;

  if (strchr (text, '%') == NULL)
    return strlen (text) < PATH_MAX ? g_strdup (text) : NULL;

  out = expand (context, text);
  return out != NULL && out->len < PATH_MAX ? g_string_free (g_steal_pointer (&out), FALSE) : NULL;
}

gboolean
hn_specifiers_are_known (const HnUnitContext *context, const char *text)
{
  g_autoptr (GString) out = strchr (text, '%') != NULL ? expand (context, text) : NULL;

  return out != NULL || strchr (text, '%') == NULL;
}
