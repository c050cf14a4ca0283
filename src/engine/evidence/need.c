/* Holds each use against what a check would take away.
 *
 * The words of HN_EVIDENCE, with spaces between: KIND=VALUE stands for uses of that kind with that
 * value, "*" for any value. A call may also be a group. Three kinds are not the observer's: those
 * of directive.h. With "!" in front a word takes back what others stand for. "?" says that there
 * are needs that nothing of this shows: that nothing was seen tells nothing.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "engine/evidence/need.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "engine/catalogue/syscalls.h"
#include "engine/types/values.h"
#include "engine/weaken-closed.h"

/* Devices that every service may have. */
static const char *const harmless_devices[] = {
  "/dev/null", "/dev/zero",    "/dev/full", "/dev/random", "/dev/urandom",
  "/dev/tty",  "/dev/console", "/dev/ptmx", "/dev/pts/",   NULL,
};

static gboolean
is_kind (const HnUse *use, const char *kind)
{
  return strcmp (use->kind, kind) == 0;
}

static gboolean
is_harmless_device (const HnUse *use)
{
  for (guint i = 0; harmless_devices[i] != NULL; i++)
    if (g_str_has_suffix (harmless_devices[i], "/")
            ? g_str_has_prefix (use->path, harmless_devices[i])
            : strcmp (use->path, harmless_devices[i]) == 0)
      return TRUE;

  return FALSE;
}

static gboolean
group_contains (HnSyscallGroup group, const char *name, guint version)
{
  int call = hn_syscall_find (name);

  return call >= 0 &&
         hn_syscall_set_contains (hn_syscall_group_get_set (group, version), (guint) call);
}

static gboolean
matches_call (const HnUse *use, const char *value, guint version)
{
  int group;

  if (!is_kind (use, HN_SEEN_CALL))
    return FALSE;
  if (value[0] != '@')
    return strcmp (use->value, value) == 0;
  group = hn_syscall_group_find (value, version);

  return group >= 0 && group_contains ((HnSyscallGroup) group, use->value, version);
}

static gboolean
matches_path (const HnUse *use, const char *folder, gboolean only_changes)
{
  if (use->path[0] == '\0' || !hn_path_is_below (use->path, folder))
    return FALSE;

  return !only_changes || is_kind (use, HN_SEEN_WRITE) || is_kind (use, HN_SEEN_CHANGE);
}

/* @word: without "!" */
static gboolean
matches (const HnUse *use, const char *word, guint version)
{
  const char *value = strchr (word, '=') + 1;
  g_autofree char *kind = g_strndup (word, (gsize) (value - word) - 1);

  if (strcmp (kind, HN_SEEN_CALL) == 0)
    return matches_call (use, value, version);
  if (strcmp (kind, HN_SEEN_TOUCH) == 0 || strcmp (kind, HN_SEEN_ALTER) == 0)
    return matches_path (use, value, strcmp (kind, HN_SEEN_ALTER) == 0);
  if (strcmp (kind, HN_SEEN_DEVICE) == 0)
    return use->path[0] != '\0' && strcmp (use->value, HN_SEEN_DEVICE) == 0 &&
           !is_harmless_device (use);

  if (strcmp (kind, HN_SEEN_REPORT) == 0)
    return is_kind (use, HN_SEEN_PEER) && g_str_has_suffix (use->path, "/systemd/notify") &&
           strcmp (use->value, HN_SEEN_MAIN) != 0;

  return is_kind (use, kind) && (strcmp (value, "*") == 0 || strcmp (use->value, value) == 0);
}

/* A directive's words. */
static gboolean
counts_by_words (const HnUse *use, char **words, guint version)
{
  gboolean counts = FALSE;

  for (guint i = 0; words[i] != NULL; i++)
    if (strcmp (words[i], HN_EVIDENCE_UNSURE) == 0)
      continue;
    else if (words[i][0] != '!')
      counts |= matches (use, words[i], version);
    else if (matches (use, words[i] + 1, version))
      return FALSE;

  return counts;
}

static gboolean
counts_as_capability (const HnUse *use, guint64 mask)
{
  return is_kind (use, HN_SEEN_CAPABILITY) && (hn_capability_from_name (use->value) & mask) != 0;
}

static gboolean
counts_as_namespace (const HnUse *use, guint64 mask)
{
  if (!is_kind (use, HN_SEEN_NAMESPACE))
    return FALSE;
  /* One of any type was entered. */
  if (strcmp (use->value, HN_SEEN_ANY) == 0)
    return TRUE;

  return (hn_namespace_from_name (use->value) & mask) != 0;
}

static gboolean
counts_as_family (const HnUse *use, guint64 mask)
{
  guint64 family = hn_family_from_name (use->value);

  /* That of an unknown name is another one, too. */
  return is_kind (use, HN_SEEN_FAMILY) && (mask & (family != 0 ? family : HN_FAMILY_OTHER)) != 0;
}

/* @words: (nullable): of the directive */
static gboolean
counts (const HnUse *use, const HnCheck *check, char **words, guint version)
{
  /* Nobody misses what is not there. */
  if (use->path[0] != '\0' && (use->error == ENOENT || use->error == ENOTDIR))
    return FALSE;

  switch ((int) check->rule)
    {
    case HN_RULE_CAPABILITIES:
      return counts_as_capability (use, check->parameter);
    case HN_RULE_NAMESPACES:
      return counts_as_namespace (use, check->parameter);
    case HN_RULE_ADDRESS_FAMILIES:
      return counts_as_family (use, check->parameter);
    case HN_RULE_SYSCALLS:
      return is_kind (use, HN_SEEN_CALL) &&
             group_contains ((HnSyscallGroup) check->parameter, use->value, version);
    default:
      return words != NULL && counts_by_words (use, words, version);
    }
}

/* Whether the kernel or a protection said no, rather than the thing itself. */
static gboolean
is_refusal (guint32 error)
{
  return error == EPERM || error == EACCES || error == EAFNOSUPPORT || error == ENOSYS ||
         error == EROFS;
}

static gboolean
looks_at_capabilities (const HnCheck *check, const char *words)
{
  return check->rule == HN_RULE_CAPABILITIES ||
         (words != NULL && strstr (words, HN_SEEN_CAPABILITY "=") != NULL);
}

static gboolean
has_use (const HnEvidence *evidence, const char *kind, const char *value)
{
  for (guint i = 0; i < evidence->uses->len; i++)
    {
      const HnUse *use = evidence->uses->pdata[i];

      if (is_kind (use, kind) && strcmp (use->value, value) == 0 && !is_refusal (use->error))
        return TRUE;
    }

  return FALSE;
}

/* Whether the kernel also works for it in ways that no system call shows. */
static gboolean
works_by_queue (const HnEvidence *evidence, const char *words)
{
  static const char *const reached[] = { HN_SEEN_TOUCH "=",  HN_SEEN_ALTER "=",
                                         HN_SEEN_DEVICE "=", HN_SEEN_ADDRESS "=",
                                         HN_SEEN_REPORT "=", HN_SEEN_SHARE "=",
                                         HN_SEEN_SUID "=" };

  for (guint i = 0; words != NULL && i < G_N_ELEMENTS (reached); i++)
    if (strstr (words, reached[i]) != NULL)
      return has_use (evidence, HN_SEEN_CALL, "io_uring_enter");

  return FALSE;
}

/* (nullable) (transfer full): why that nothing was seen says nothing */
static char *
dup_doubt (const HnEvidence *evidence, const HnCheck *check, const char *words)
{
  guint lost = (guint) MIN (evidence->lost, G_MAXUINT);
  gboolean own_rule = check->rule == HN_RULE_CAPABILITIES || check->rule == HN_RULE_NAMESPACES ||
                      check->rule == HN_RULE_ADDRESS_FAMILIES || check->rule == HN_RULE_SYSCALLS;

  if (words == NULL && !own_rule)
    return g_strdup (_ ("nothing that the kernel tells shows whether the service needs this"));
  if (words != NULL && strstr (words, HN_EVIDENCE_UNSURE) != NULL)
    return g_strdup (_ ("what the kernel tells shows some needs of this, and not all of them"));
  if (evidence->blind_calls != NULL)
    return g_strdup (evidence->blind_calls);
  if (looks_at_capabilities (check, words) && evidence->blind_capabilities != NULL)
    return g_strdup (evidence->blind_capabilities);
  if (check->rule != HN_RULE_CAPABILITIES && has_use (evidence, HN_SEEN_ABI, HN_SEEN_OTHER))
    return g_strdup (_ ("it makes system calls of another architecture, which are not told apart"));
  if (works_by_queue (evidence, words))
    return g_strdup (_ ("it hands work to the kernel in a queue (io_uring), which is not seen"));
  if (evidence->lost > 0)
    return g_strdup_printf (ngettext ("%u use was not counted, as there was too much at once",
                                      "%u uses were not counted, as there was too much at once",
                                      lost),
                            lost);
  if (evidence->span == 0)
    return g_strdup (_ ("the service has not been watched"));

  return NULL;
}

HnNeed *
hn_need_new (const HnEvidence *evidence, const HnCheck *check, guint version)
{
  HnNeed *self = g_new0 (HnNeed, 1);
  const char *text = hn_directive_get_evidence (check->directive);
  g_auto (GStrv) words = text != NULL ? g_strsplit (text, " ", -1) : NULL;
  gboolean refused = TRUE;

  for (guint i = 0; i < evidence->uses->len; i++)
    {
      const HnUse *use = evidence->uses->pdata[i];

      if (!counts (use, check, words, version))
        continue;
      /* One that succeeded tells more than any that did not. */
      if (refused && !is_refusal (use->error))
        {
          refused = FALSE;
          self->use = use;
        }
      else if (self->use == NULL ||
               (is_refusal (use->error) == refused && use->last > self->use->last))
        self->use = use;
      self->count += use->count;
      self->others++;
    }
  if (self->use != NULL)
    {
      self->others--;
      self->kind = refused ? HN_NEED_REFUSED : HN_NEED_USED;
      return self;
    }

  self->reason = dup_doubt (evidence, check, text);
  self->kind = self->reason != NULL ? HN_NEED_CANNOT_TELL : HN_NEED_NOT_SEEN;

  return self;
}

void
hn_need_free (HnNeed *self)
{
  if (self == NULL)
    return;

  g_free (self->reason);
  g_free (self);
}
