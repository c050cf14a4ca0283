/* Whether a change weakens what the vendor of a service set: the order of values, which their types
 * know, with what one directive means for another.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "engine/weaken-values.h"

#include <string.h>

#include "engine/assessment.h"
#include "engine/types/addresses.h"
#include "engine/types/amounts.h"
#include "engine/types/devices.h"
#include "engine/types/numbers.h"
#include "engine/types/values.h"
#include "engine/weaken-closed.h"

/* Rules across directives: each decides about a directive whose value alone is weaker or not, given
 * the settings that it stands among. */
typedef gboolean (*Rule) (const HnWeighing *about);

/* The first row of the table of architectures is the machine's own. */
static gboolean
is_native_only (const HnSettings *settings)
{
  return settings->values[HN_DIRECTIVE_SYSTEM_CALL_ARCHITECTURES].bits == 1;
}

/* Calls of other architectures are in no set. */
static gboolean
weigh_filter (const HnWeighing *about)
{
  const HnSetting *before = &about->vendor->values[about->directive],
                  *after = &about->changed->values[about->directive];

  return about->weaker ||
         (before->exists && !is_native_only (about->vendor) &&
          hn_setting_get_filter (after)->n_openings > hn_setting_get_filter (before)->n_openings);
}

/* It counts only with a filter. */
static gboolean
weigh_call_error (const HnWeighing *about)
{
  return about->weaker && about->vendor->values[HN_DIRECTIVE_SYSTEM_CALL_FILTER].exists;
}

/* Whether there is any restriction at all. */
static gboolean
restricts_devices (const HnSettings *settings)
{
  return settings->values[HN_DIRECTIVE_DEVICE_ALLOW].exists ||
         strcmp (hn_settings_get_word (settings, HN_DIRECTIVE_DEVICE_POLICY), "auto") != 0;
}

/* ProtectClock= leaves the hardware clock to be read. */
static gboolean
weigh_devices (const HnWeighing *about)
{
  gboolean clock = hn_settings_is_on (about->changed, HN_DIRECTIVE_PROTECT_CLOCK);

  if (!restricts_devices (about->vendor))
    return FALSE;
  if (!restricts_devices (about->changed))
    return TRUE;

  return about->weaker &&
         hn_devices_open (&about->changed->context, &about->vendor->values[about->directive],
                          &about->changed->values[about->directive], clock ? "char-rtc" : NULL);
}

/* What is allowed wins over what is denied, and what is neither can be reached. */
static gboolean
weigh_addresses (const HnWeighing *about)
{
  return about->weaker && hn_addresses_reopen (&about->vendor->values[HN_DIRECTIVE_IP_ADDRESS_DENY],
                                               &about->vendor->values[about->directive],
                                               &about->changed->values[about->directive]);
}

static gboolean
weigh_sockets (const HnWeighing *about)
{
  return about->weaker && about->vendor->values[HN_DIRECTIVE_SOCKET_BIND_DENY].text != NULL;
}

static const Rule rules[HN_N_DIRECTIVES] = {
  [HN_DIRECTIVE_SYSTEM_CALL_FILTER] = weigh_filter,
  [HN_DIRECTIVE_SYSTEM_CALL_ERROR_NUMBER] = weigh_call_error,
  [HN_DIRECTIVE_DEVICE_ALLOW] = weigh_devices,
  [HN_DIRECTIVE_IP_ADDRESS_ALLOW] = weigh_addresses,
  [HN_DIRECTIVE_SOCKET_BIND_ALLOW] = weigh_sockets,
  [HN_DIRECTIVE_READ_WRITE_PATHS] = hn_closed_weigh_exceptions,
  [HN_DIRECTIVE_EXEC_PATHS] = hn_closed_weigh_exceptions,
  [HN_DIRECTIVE_TEMPORARY_FILE_SYSTEM] = hn_closed_weigh_temporary,
};

gboolean
hn_weakens_directive (const HnSettings *vendor, const HnSettings *changed, HnDirectiveId directive)
{
  const HnDirective *row = hn_directive_get (directive);
  HnWeighing about = { vendor, changed, directive, FALSE };
  HnComparison pair = { row, &changed->context, &vendor->values[directive],
                        &changed->values[directive] };

  if (!(row->flags & HN_DIRECTIVE_WRITABLE))
    return FALSE;

  about.weaker = row->type->is_weaker != NULL ? row->type->is_weaker (&pair)
                                              : hn_settings_differ (vendor, changed, directive);

  return rules[directive] != NULL ? rules[directive](&about) : about.weaker;
}

/* What takes nothing away. */

/* Whether an allow list or a deny list lets every call through that is known. */
static gboolean
filters_nothing (const HnSettings *settings)
{
  const HnSetting *filter = &settings->values[HN_DIRECTIVE_SYSTEM_CALL_FILTER];
  const HnSyscallSet *calls = &hn_setting_get_filter (filter)->calls;
  const HnSyscallSet *known =
      hn_syscall_group_get_set (HN_SYSCALL_GROUP_KNOWN, settings->context.version);

  for (guint i = 0; i < HN_SYSCALL_WORDS; i++)
    if (filter->allow ? (known->bits[i] & ~calls->bits[i]) != 0 : calls->bits[i] != 0)
      return FALSE;

  return TRUE;
}

/* Whether a list of architectures has all in it that a machine has beside its own. */
static gboolean
has_other_architectures (guint64 bits)
{
  static const char *const only[] = { "arm", "s390", "ppc", "mips", "mips-le", "parisc" };
  guint64 of_pc = hn_architecture_from_name ("x86") | hn_architecture_from_name ("x32");

  for (guint i = 0; i < G_N_ELEMENTS (only); i++)
    if (bits & hn_architecture_from_name (only[i]))
      return TRUE;

  return (bits & of_pc) == of_pc;
}

static gboolean
are_all_numbers (const char *text)
{
  g_autofree guint8 *set = text != NULL ? hn_numbers_parse (text) : NULL;

  return set != NULL && memchr (set, 0, HN_MOST_NUMBERS) == NULL;
}

/* All of the machine's memory is no limit. */
static gboolean
is_all_there_is (HnDirectiveId directive, const char *text)
{
  HnAmount soft, hard;

  return text != NULL && directive != HN_DIRECTIVE_CPU_QUOTA &&
         hn_amount_parse (hn_directive_get (directive), text, NULL, &soft, &hard) && soft.share &&
         soft.number >= 100 * 100;
}

gboolean
hn_takes_away (const HnSettings *settings, const HnSettings *weakest, HnDirectiveId directive)
{
  const char *text = settings->values[directive].text;

  switch ((int) directive)
    {
    case HN_DIRECTIVE_SYSTEM_CALL_FILTER:
      return settings->values[directive].exists && !filters_nothing (settings);
    case HN_DIRECTIVE_SYSTEM_CALL_ARCHITECTURES:
      return settings->values[directive].bits != 0 &&
             !has_other_architectures (settings->values[directive].bits);
    case HN_DIRECTIVE_ALLOWED_CPUS:
    case HN_DIRECTIVE_ALLOWED_MEMORY_NODES:
      return text != NULL && !are_all_numbers (text);
    case HN_DIRECTIVE_SYSTEM_CALL_ERROR_NUMBER:
      /* It only says how. */
      return settings->values[HN_DIRECTIVE_SYSTEM_CALL_FILTER].exists;
    case HN_DIRECTIVE_IP_ADDRESS_ALLOW:
      return hn_addresses_meet (&settings->values[HN_DIRECTIVE_IP_ADDRESS_DENY],
                                &settings->values[directive]);
    case HN_DIRECTIVE_SOCKET_BIND_ALLOW:
      return settings->values[HN_DIRECTIVE_SOCKET_BIND_DENY].text != NULL;
    case HN_DIRECTIVE_DEVICE_ALLOW:
      /* It is an exception, though it closes all other devices where no policy does. */
      return hn_settings_is_on (settings, HN_DIRECTIVE_PRIVATE_DEVICES) ||
             strcmp (hn_settings_get_word (settings, HN_DIRECTIVE_DEVICE_POLICY), "auto") != 0;
    case HN_DIRECTIVE_RESTRICT_FILE_SYSTEMS:
    case HN_DIRECTIVE_RESTRICT_NETWORK_INTERFACES:
      return text != NULL && strcmp (text, "~") != 0;
    default:
      return hn_weakens_directive (settings, weakest, directive) &&
             !(hn_directive_get (directive)->limit != NULL && is_all_there_is (directive, text));
    }
}

/* The checks see some things together that the table sees apart. One of them is left out: devices,
 * where ProtectClock= lets the service read the hardware clock and thereby seems to open
 * something. */
static void
compare_checks (const HnSettings *vendor, const HnSettings *changed, gboolean *weaker)
{
  HnAssessment before, after;

  hn_assess (vendor, NULL, &before);
  hn_assess (changed, NULL, &after);
  for (guint i = 0; i < HN_N_CHECKS; i++)
    {
      guint was = before.findings[i].badness;
      guint is = after.findings[i].badness;

      if (hn_check_get (i)->rule != HN_RULE_DEVICES && was != HN_BADNESS_NA &&
          is != HN_BADNESS_NA && is > was)
        weaker[hn_check_get (i)->directive] = TRUE;
    }
}

gboolean
hn_weakens (const HnSettings *vendor, const HnSettings *changed, GPtrArray **ret_directives)
{
  gboolean weaker[HN_N_DIRECTIVES] = { FALSE };
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  gboolean any;

  compare_checks (vendor, changed, weaker);
  for (guint i = 0; i < HN_N_DIRECTIVES; i++)
    if (weaker[i] || hn_weakens_directive (vendor, changed, i))
      g_ptr_array_add (names, g_strdup (hn_directive_get (i)->name));
  any = names->len > 0;

  if (ret_directives != NULL)
    *ret_directives = g_steal_pointer (&names);

  return any;
}
