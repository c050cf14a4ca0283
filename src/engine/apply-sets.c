/* Directives whose lines add up to a set: capabilities, namespaces, address families, system calls,
 * architectures, devices and addresses. What a line does depends on those before it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "engine/apply-sets.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "engine/settings-private.h"
#include "engine/types/specifier.h"
#include "engine/types/values.h"

void
hn_apply_capabilities (HnSettings *self, const HnLine *line, HnDirectiveId directive)
{
  guint64 *set = directive == HN_DIRECTIVE_CAPABILITY_BOUNDING_SET
                     ? &self->values[HN_DIRECTIVE_CAPABILITY_BOUNDING_SET].bits
                     : &self->values[HN_DIRECTIVE_AMBIENT_CAPABILITIES].bits;
  guint64 initial = directive == HN_DIRECTIVE_CAPABILITY_BOUNDING_SET ? HN_CAPABILITIES_ALL : 0;
  gboolean invert = line->value[0] == '~';
  const char *rest = line->value + invert;
  guint64 named = 0;
  char *word;

  /* Until 256 an unclosed quote ends the line, and 63 is a capability like any other. */
  while (hn_extract_word (&rest, TRUE, self->context.version >= 257, &word) > 0)
    {
      int capability = hn_capability_from_name (word);

      if (capability >= 0 && (capability < 63 || self->context.version < 257))
        named |= G_GUINT64_CONSTANT (1) << capability;
      else
        hn_line_warn_word (self, line, word);
      g_free (word);
    }

  /* The first line sets, later ones add or take away; one that names nothing sets again. */
  if (named == 0 || *set == initial)
    {
      *set = invert ? ~named : named;
      /* 258 and later fill up with the known capabilities only: a line after "~" then adds to
       * them instead of starting anew. */
      if (invert && self->context.version >= 258)
        *set &= (G_GUINT64_CONSTANT (1) << hn_n_capabilities ()) - 1;
    }
  else if (invert)
    *set &= ~named;
  else
    *set |= named;

  hn_line_set_origin (self, line, directive);
}

void
hn_apply_namespaces (HnSettings *self, const HnLine *line, HnDirectiveId directive)
{
  int boolean = hn_parse_boolean (line->value);
  gboolean invert = line->value[0] == '~';
  const char *rest = line->value + invert;
  guint64 named = 0;
  char *word;
  int got;

  if (line->value[0] == '\0')
    self->values[HN_DIRECTIVE_RESTRICT_NAMESPACES].bits = HN_NAMESPACES_UNSET;
  else if (boolean >= 0)
    self->values[HN_DIRECTIVE_RESTRICT_NAMESPACES].bits =
        boolean ? 0 : hn_namespaces_all (self->context.version);
  else
    {
      while ((got = hn_extract_word (&rest, FALSE, FALSE, &word)) > 0)
        {
          guint64 flag = hn_namespace_from_name (word);

          g_free (word);
          if (flag == 0)
            {
              got = -1;
              break;
            }
          named |= flag;
        }
      if (got < 0)
        {
          hn_line_warn_invalid (self, line);
          return;
        }

      if (self->values[HN_DIRECTIVE_RESTRICT_NAMESPACES].bits == HN_NAMESPACES_UNSET)
        self->values[HN_DIRECTIVE_RESTRICT_NAMESPACES].bits =
            invert ? hn_namespaces_all (self->context.version) & ~named : named;
      else if (invert)
        self->values[HN_DIRECTIVE_RESTRICT_NAMESPACES].bits &= ~named;
      else
        self->values[HN_DIRECTIVE_RESTRICT_NAMESPACES].bits |= named;
    }

  hn_line_set_origin (self, line, directive);
}

void
hn_apply_families (HnSettings *self, const HnLine *line, HnDirectiveId directive)
{
  gboolean invert = line->value[0] == '~';
  const char *rest = line->value + invert;
  char *word;
  int got;

  hn_line_set_origin (self, line, directive);
  if (line->value[0] == '\0' || strcmp (line->value, "none") == 0)
    {
      self->values[HN_DIRECTIVE_RESTRICT_ADDRESS_FAMILIES].bits = 0;
      self->values[HN_DIRECTIVE_RESTRICT_ADDRESS_FAMILIES].exists = FALSE;
      self->values[HN_DIRECTIVE_RESTRICT_ADDRESS_FAMILIES].allow = line->value[0] != '\0';
      return;
    }

  if (!self->values[HN_DIRECTIVE_RESTRICT_ADDRESS_FAMILIES].exists)
    {
      self->values[HN_DIRECTIVE_RESTRICT_ADDRESS_FAMILIES].exists = TRUE;
      self->values[HN_DIRECTIVE_RESTRICT_ADDRESS_FAMILIES].allow = !invert;
    }

  while ((got = hn_extract_word (&rest, TRUE, FALSE, &word)) > 0)
    {
      int family = hn_family_from_name (word);

      if (family < 0)
        {
          hn_line_warn_word (self, line, word);
          g_free (word);
          /* The newest systemd gives up on the rest of the line. */
          if (self->context.version >= 262)
            return;
          continue;
        }
      g_free (word);
      if (invert != self->values[HN_DIRECTIVE_RESTRICT_ADDRESS_FAMILIES].allow)
        self->values[HN_DIRECTIVE_RESTRICT_ADDRESS_FAMILIES].bits |= G_GUINT64_CONSTANT (1)
                                                                     << family;
      else
        self->values[HN_DIRECTIVE_RESTRICT_ADDRESS_FAMILIES].bits &=
            ~(G_GUINT64_CONSTANT (1) << family);
    }

  if (got < 0)
    hn_line_warn_invalid (self, line);
}

/* Adds one call or group to the filter, or takes it out. */
static void
apply_syscall (HnSettings *self, const HnLine *line, const char *name, gboolean invert)
{
  HnSyscallFilter *filter = self->values[HN_DIRECTIVE_SYSTEM_CALL_FILTER].filter;
  gboolean put = invert != self->values[HN_DIRECTIVE_SYSTEM_CALL_FILTER].allow;
  gboolean opens = put == self->values[HN_DIRECTIVE_SYSTEM_CALL_FILTER].allow;

  if (name[0] == '@')
    {
      int group = hn_syscall_group_find (name, self->context.version);
      const HnSyscallSet *set;

      /* A group may have calls of other architectures in it. */
      filter->n_openings += opens;

      if (group < 0)
        {
          hn_line_warn_word (self, line, name);
          return;
        }
      set = hn_syscall_group_get_set (group, self->context.version);
      for (guint i = 0; i < HN_SYSCALL_WORDS; i++)
        if (put)
          filter->calls.bits[i] |= set->bits[i];
        else
          filter->calls.bits[i] &= ~set->bits[i];
    }
  else
    {
      int call = hn_syscall_find (name);

      if (call == -1)
        hn_line_warn_word (self, line, name);
      else if (call == -2)
        filter->n_openings += opens;
      else if (call >= 0 && put)
        hn_syscall_set_add (&filter->calls, call);
      else if (call >= 0)
        hn_syscall_set_remove (&filter->calls, call);
    }
}

/* Which calls get an error of their own, or, with another line about them, get none any more. */
static void
apply_error (HnSettings *self, const char *name, gboolean own)
{
  HnSyscallFilter *filter = self->values[HN_DIRECTIVE_SYSTEM_CALL_FILTER].filter;
  const HnSyscallSet *set = NULL;
  int group = name[0] == '@' ? hn_syscall_group_find (name, self->context.version) : -1;
  int call = name[0] == '@' ? -1 : hn_syscall_find (name);

  if (group >= 0)
    set = hn_syscall_group_get_set (group, self->context.version);
  for (guint i = 0; set != NULL && i < HN_SYSCALL_WORDS; i++)
    if (own)
      filter->errors.bits[i] |= set->bits[i];
    else
      filter->errors.bits[i] &= ~set->bits[i];
  if (call >= 0 && own)
    hn_syscall_set_add (&filter->errors, call);
  else if (call >= 0)
    hn_syscall_set_remove (&filter->errors, call);
}

void
hn_apply_filter (HnSettings *self, const HnLine *line, HnDirectiveId directive)
{
  HnSyscallFilter *filter = hn_setting_make_filter (&self->values[directive]);
  gboolean invert = line->value[0] == '~';
  const char *rest = line->value + invert;
  char *word;
  int got;

  hn_line_set_origin (self, line, directive);
  if (line->value[0] == '\0')
    {
      filter->n_openings++;
      memset (&filter->calls, 0, sizeof filter->calls);
      memset (&filter->errors, 0, sizeof filter->errors);
      self->values[directive].exists = self->values[directive].allow = FALSE;
      return;
    }

  if (!self->values[HN_DIRECTIVE_SYSTEM_CALL_FILTER].exists)
    {
      self->values[HN_DIRECTIVE_SYSTEM_CALL_FILTER].exists = TRUE;
      self->values[HN_DIRECTIVE_SYSTEM_CALL_FILTER].allow = !invert;
      if (!invert)
        filter->calls = *hn_syscall_group_get_set (HN_SYSCALL_GROUP_DEFAULT, self->context.version);
    }

  while ((got = hn_extract_word (&rest, FALSE, FALSE, &word)) > 0)
    {
      char *colon = strchr (word, ':');

      if (colon != NULL && colon != word && !invert && hn_is_errno (colon + 1))
        hn_line_warn (self, line,
                      /* Translators: a system call or a group of them with an error number,
                       * @clock:EPERM */
                      _ ("“%s” names an error, which only a list of forbidden calls (with “~”) can "
                         "have; systemd leaves it out"),
                      word);
      else if (colon != NULL && (!hn_is_errno (colon + 1) || colon == word || !invert))
        hn_line_warn_word (self, line, word);
      else
        {
          if (colon != NULL)
            *colon = '\0';
          apply_syscall (self, line, word, invert);
          apply_error (self, word, colon != NULL && strcmp (colon + 1, "kill") != 0);
        }
      g_free (word);
    }

  if (got < 0)
    hn_line_warn_invalid (self, line);
}

void
hn_apply_architectures (HnSettings *self, const HnLine *line, HnDirectiveId directive)
{
  const char *rest = line->value;
  char *word;
  int got;

  hn_line_set_origin (self, line, directive);
  if (line->value[0] == '\0')
    {
      self->values[HN_DIRECTIVE_SYSTEM_CALL_ARCHITECTURES].bits = 0;
      return;
    }

  while ((got = hn_extract_word (&rest, TRUE, FALSE, &word)) > 0)
    {
      int architecture = hn_architecture_from_name (word);

      if (architecture >= 0)
        self->values[HN_DIRECTIVE_SYSTEM_CALL_ARCHITECTURES].bits |= G_GUINT64_CONSTANT (1)
                                                                     << architecture;
      else
        hn_line_warn_word (self, line, word);
      g_free (word);
    }

  if (got < 0)
    hn_line_warn_invalid (self, line);
}

void
hn_apply_device_allow (HnSettings *self, const HnLine *line, HnDirectiveId directive)
{
  const char *rest = line->value;
  g_autofree char *word = NULL;
  g_autofree char *path = NULL;

  if (line->value[0] == '\0')
    {
      self->values[HN_DIRECTIVE_DEVICE_ALLOW].exists = FALSE;
      hn_setting_set_text (&self->values[directive], NULL);
      hn_line_set_origin (self, line, directive);
      return;
    }

  if (hn_extract_word (&rest, TRUE, FALSE, &word) > 0)
    path = hn_specifier_expand (&self->context, word);
  if (path == NULL)
    {
      hn_line_warn_invalid (self, line);
      return;
    }

  if (!g_str_has_prefix (path, "block-") && !g_str_has_prefix (path, "char-"))
    {
      /* The folder itself passes: systemd looks at whole components, not at what they are. */
      if (!hn_path_simplify (path) ||
          !(g_str_has_prefix (path, "/dev/") || strcmp (path, "/dev") == 0 ||
            g_str_has_prefix (path, "/run/systemd/inaccessible/")))
        {
          hn_line_warn (self, line, _ ("“%s” is no device; systemd ignores the line"), path);
          return;
        }
    }

  if (rest != NULL && rest[strspn (rest, "rwm")] != '\0')
    {
      hn_line_warn_invalid (self, line);
      return;
    }

  self->values[HN_DIRECTIVE_DEVICE_ALLOW].exists = TRUE;
  hn_setting_append_text (&self->values[directive], line->value);
  hn_line_set_origin (self, line, directive);
}

void
hn_apply_addresses (HnSettings *self, const HnLine *line, HnDirectiveId directive)
{
  gboolean allow = directive == HN_DIRECTIVE_IP_ADDRESS_ALLOW;
  const char *rest = line->value;
  char *word;
  int got;

  hn_line_set_origin (self, line, directive);
  if (line->value[0] == '\0')
    {
      hn_setting_set_text (&self->values[directive], NULL);
      self->values[directive].bits = 0;
      return;
    }

  while ((got = hn_extract_word (&rest, FALSE, FALSE, &word)) > 0)
    {
      HnAddress address;
      gboolean any4 = FALSE, any6 = FALSE, local = FALSE;

      if (strcmp (word, "any") == 0)
        any4 = any6 = TRUE;
      else if (hn_is_localhost (word))
        local = TRUE;
      else if (strcmp (word, "link-local") != 0 && strcmp (word, "multicast") != 0)
        {
          static const guint8 loopback6[16] = { [15] = 1 };

          if (!hn_address_parse (word, &address))
            {
              hn_line_warn_word (self, line, word);
              g_free (word);
              continue;
            }
          any4 = !address.ipv6 && address.prefix == 0;
          any6 = address.ipv6 && address.prefix == 0;
          local = address.ipv6 ? address.prefix == 128 && memcmp (address.bytes, loopback6, 16) == 0
                               : address.prefix == 8 && address.bytes[0] == 127;
        }

      if (!allow)
        {
          self->values[directive].bits |= any4 ? HN_ADDRESSES_IPV4_ANY : 0;
          self->values[directive].bits |= any6 ? HN_ADDRESSES_IPV6_ANY : 0;
        }
      else
        self->values[directive].bits |= local ? HN_ADDRESSES_LOCALHOST : HN_ADDRESSES_OTHER;
      hn_setting_append_text (&self->values[directive], word);
      g_free (word);
    }

  if (got < 0)
    hn_line_warn_invalid (self, line);
}

void
hn_apply_filter_path (HnSettings *self, const HnLine *line, HnDirectiveId directive)
{
  g_autofree char *path = hn_specifier_expand (&self->context, line->value);

  if (line->value[0] == '\0')
    hn_setting_set_text (&self->values[directive], NULL);
  else if (path == NULL || path[0] != '/' || !hn_path_simplify (path))
    {
      hn_line_warn_invalid (self, line);
      return;
    }
  else
    hn_setting_append_text (&self->values[directive], path);

  hn_line_set_origin (self, line, directive);
}
