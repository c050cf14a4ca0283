/* The effective settings of one service: their storage, spelling and origins.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "engine/settings.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "engine/types/addresses.h"
#include "engine/types/choice.h"
#include "engine/types/paths.h"

/* (transfer none): what holds while no line has been read */
static const HnSettings *
get_unset (void)
{
  static HnSettings unset = { .default_dependencies = TRUE, .kill_mode_ok = TRUE };
  static gsize made = 0;

  if (g_once_init_enter (&made))
    {
      for (guint i = 0; i < HN_N_DIRECTIVES; i++)
        {
          const HnDirective *row = hn_directive_get (i);

          unset.values[i].on = -1;
          if (row->type->reset != NULL)
            row->type->reset (row, &unset.values[i]);
        }
      g_once_init_leave (&made, 1);
    }

  return &unset;
}

HnSettings *
hn_settings_new (const HnUnitContext *context)
{
  HnSettings *self = g_memdup2 (get_unset (), sizeof *self);

  hn_unit_context_copy (&self->context, context);
  if (self->context.version == 0)
    self->context.version = HN_NEWEST_KNOWN_VERSION;

  self->files = g_ptr_array_new_with_free_func (g_free);
  hn_warnings_init (&self->warnings);

  return self;
}

void
hn_settings_set_default (HnSettings *self, HnDirectiveId directive, const char *value)
{
  const HnDirective *row = hn_directive_get (directive);
  int boolean = hn_parse_boolean (value);

  if (row->type->kind == HN_KIND_BOOLEAN && boolean >= 0)
    self->values[directive].on = boolean;
  else if (row->type->kind == HN_KIND_CHOICE && hn_find_choice (row, value) != NULL)
    hn_settings_set_word (self, directive, value);
  self->by_manager[directive] = TRUE;
}

static gpointer
copy_text (gconstpointer text, gpointer user_data)
{
  return g_strdup (text);
}

HnSettings *
hn_settings_copy (const HnSettings *self)
{
  HnSettings *copy = g_memdup2 (self, sizeof *self);

  hn_unit_context_copy (&copy->context, &self->context);
  copy->description = g_strdup (self->description);
  copy->bus_name = g_strdup (self->bus_name);
  copy->program = g_strdup (self->program);
  for (guint i = 0; i < HN_N_DIRECTIVES; i++)
    {
      copy->values[i].text = g_strdup (self->values[i].text);
      copy->values[i].text_length = 0;
      copy->values[i].filter = g_memdup2 (self->values[i].filter, sizeof (HnSyscallFilter));
    }
  copy->files = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_extend (copy->files, self->files, copy_text, NULL);
  hn_warnings_copy (&copy->warnings, &self->warnings);
  copy->refusal = hn_warning_copy (self->refusal);
  if (self->later != NULL)
    g_ptr_array_ref (copy->later);

  return copy;
}

void
hn_settings_free (HnSettings *self)
{
  if (self == NULL)
    return;

  hn_unit_context_clear (&self->context);
  g_free (self->description);
  g_free (self->bus_name);
  g_free (self->program);
  for (guint i = 0; i < HN_N_DIRECTIVES; i++)
    {
      g_free (self->values[i].text);
      g_free (self->values[i].filter);
    }
  g_ptr_array_unref (self->files);
  hn_warnings_clear (&self->warnings);
  g_clear_pointer (&self->refusal, hn_warning_free);
  g_clear_pointer (&self->later, g_ptr_array_unref);
  g_free (self);
}

const char *
hn_settings_get_type (const HnSettings *self)
{
  return self->type != NULL ? self->type : "simple";
}

void
hn_settings_set_word (HnSettings *self, HnDirectiveId directive, const char *value)
{
  hn_choice_set (hn_directive_get (directive), &self->values[directive], value);
}

const char *
hn_settings_get_word (const HnSettings *self, HnDirectiveId directive)
{
  return hn_choice_get (hn_directive_get (directive), &self->context, &self->values[directive]);
}

guint
hn_settings_add_file (HnSettings *self, const char *path)
{
  g_ptr_array_add (self->files, g_strdup (path));

  return self->files->len - 1;
}

char *
hn_settings_dup_value (const HnSettings *self, HnDirectiveId directive)
{
  const HnDirective *row = hn_directive_get (directive);
  const HnSetting *value = &self->values[directive];

  if (row->type->to_text != NULL)
    return row->type->to_text (row, &self->context, value);

  return g_strdup (value->text != NULL ? value->text : "");
}

gboolean
hn_settings_allow_device (const HnSettings *self, const char *path)
{
  g_autofree char *value = hn_settings_dup_value (self, HN_DIRECTIVE_DEVICE_ALLOW);
  g_auto (GStrv) words = g_strsplit_set (value != NULL ? value : "", " \n", -1);

  return g_strv_contains ((const char *const *) words, path);
}

char *
hn_settings_dup_removal (const HnSettings *self, HnDirectiveId directive, guint64 taken)
{
  const HnType *type = hn_directive_get (directive)->type;

  return type->remove (&self->values[directive], taken, self->context.version);
}

GPtrArray *
hn_settings_dup_paths (const HnSettings *self, HnDirectiveId directive)
{
  return hn_paths_dup_plain (&self->context, &self->values[directive]);
}

const char *
hn_settings_get_file (const HnSettings *self, guint file)
{
  g_return_val_if_fail (file < self->files->len, NULL);

  return self->files->pdata[file];
}

char *
hn_settings_dup_source (const HnSettings *self, HnDirectiveId directive)
{
  HnOrigin origin = self->origin[directive];

  switch (origin.kind)
    {
    case HN_ORIGIN_FILE:
      return g_strdup_printf ("%s:%u", hn_settings_get_file (self, origin.file), origin.line);
    case HN_ORIGIN_IMPLIED:
      /* Translators: %s is the name of a directive, such as DynamicUser */
      return g_strdup_printf (_ ("implied by %s="), hn_directive_get (origin.implied_by)->name);
    case HN_ORIGIN_MANAGER:
      /* Translators: where a setting comes from: only the running systemd knows it, no file does */
      return g_strdup (_ ("running manager"));
    case HN_ORIGIN_DEFAULT:
    default:
      if (self->by_manager[directive])
        /* Translators: where a setting comes from: the file system.conf or user.conf */
        return g_strdup_printf (_ ("default of %s"),
                                self->context.scope == HN_SCOPE_USER ? "user.conf" : "system.conf");
      /* Translators: where a setting comes from: nobody set it */
      return g_strdup (_ ("default"));
    }
}

void
hn_settings_warn_unread (HnSettings *self)
{
  hn_warnings_add (&self->warnings, NULL, 0,
                   /* Translators: a service, and a command */
                   _ ("systemd has not read the changed files of %s yet: what it has in force "
                      "is from before; “%s” has it read them"),
                   self->context.unit,
                   self->context.scope == HN_SCOPE_USER ? "systemctl --user daemon-reload"
                                                        : "systemctl daemon-reload");
}

void
hn_settings_refuse (HnSettings *self)
{
  self->load_state = HN_LOAD_BAD_SETTING;
  g_clear_pointer (&self->refusal, hn_warning_free);
  self->refusal = hn_warning_copy (hn_warnings_get_last (&self->warnings));
}

/* The manager tells each with the length of its prefix, and without the bits behind that; what is
 * there already does not come twice. */
static void
add_comparable_address (const char *word, GPtrArray *words)
{
  const char *const *meaning = hn_address_get_meaning (word);

  for (guint part = 0; part < (meaning != NULL ? 2 : 1); part++)
    {
      g_autofree char *text = g_strdup (meaning != NULL ? meaning[part] : word);
      HnAddress address;

      if (meaning == NULL && hn_address_parse (word, &address))
        {
          g_autofree char *host = hn_address_to_text (&address);

          g_free (text);
          text = g_strdup_printf ("%s/%u", host, address.prefix);
        }
      if (!hn_words_have (words, text))
        g_ptr_array_add (words, g_steal_pointer (&text));
    }
}

static void
add_comparable_word (HnDirectiveId directive, const char *word, GPtrArray *words)
{
  if (hn_directive_get (directive)->type->kind == HN_KIND_ADDRESSES)
    {
      add_comparable_address (word, words);
      return;
    }

  /* What a plain "yes" became in the manager. */
  if ((directive == HN_DIRECTIVE_PRIVATE_TMP &&
       (strcmp (word, "connected") == 0 || strcmp (word, "disconnected") == 0)) ||
      (directive == HN_DIRECTIVE_PRIVATE_USERS && strcmp (word, "self") == 0))
    word = "yes";
  g_ptr_array_add (words, g_strdup (word));
}

/* The value in a spelling that is the same whether a person wrote it or the manager tells it: the
 * manager sorts lists in its own way, spells keywords out and adds what other settings imply. */
static char *
dup_comparable_value (const HnSettings *self, HnDirectiveId directive)
{
  g_autofree char *value = hn_settings_dup_value (self, directive);
  g_auto (GStrv) parts = NULL;
  g_autoptr (GPtrArray) words = g_ptr_array_new_with_free_func (g_free);

  /* The manager lists controllers, or none, where a file names those it wants or says "yes". */
  if (directive == HN_DIRECTIVE_DELEGATE)
    return g_strdup (strcmp (value, "no") == 0 ? "no" : "yes");

  parts = g_strsplit (value, " ", -1);
  for (guint i = 0; parts[i] != NULL; i++)
    {
      /* An entry is a device and what may be done with it. */
      if (directive == HN_DIRECTIVE_DEVICE_ALLOW && parts[i + 1] != NULL)
        {
          g_autofree char *entry = g_strjoin (" ", parts[i], parts[i + 1], NULL);

          i++;
          if (strcmp (entry, "char-rtc r") == 0 &&
              hn_settings_is_on (self, HN_DIRECTIVE_PROTECT_CLOCK))
            continue;
          g_ptr_array_add (words, g_steal_pointer (&entry));
        }
      else
        {
          add_comparable_word (directive, parts[i], words);
        }
    }
  hn_words_sort (words);
  g_ptr_array_add (words, NULL);

  return g_strjoinv (" ", (char **) words->pdata);
}

gboolean
hn_settings_agree (const HnSettings *self, const HnSettings *other, HnDirectiveId directive)
{
  g_autofree char *ours = dup_comparable_value (self, directive);
  g_autofree char *theirs = dup_comparable_value (other, directive);

  return strcmp (ours, theirs) == 0;
}

gboolean
hn_settings_differ (const HnSettings *self, const HnSettings *other, HnDirectiveId directive)
{
  g_autofree char *ours = hn_settings_dup_value (self, directive);
  g_autofree char *theirs = hn_settings_dup_value (other, directive);

  return strcmp (ours, theirs) != 0;
}

void
hn_settings_adopt_origins (HnSettings *self, const HnSettings *files)
{
  guint first_file = self->files->len;

  for (guint i = 0; i < files->files->len; i++)
    hn_settings_add_file (self, files->files->pdata[i]);

  for (guint i = 0; i < HN_N_DIRECTIVES; i++)
    {
      if (!hn_settings_agree (self, files, i))
        continue;
      self->origin[i] = files->origin[i];
      self->by_manager[i] = files->by_manager[i];
      if (self->origin[i].kind == HN_ORIGIN_FILE)
        self->origin[i].file += first_file;
    }

  for (guint i = 0; i < files->warnings.all->len; i++)
    {
      const HnWarning *warning = files->warnings.all->pdata[i];

      hn_warnings_add (&self->warnings, warning->file, warning->line, "%s", warning->message);
    }
}
