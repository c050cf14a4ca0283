/* The catalogue of sandboxing directives: what each is called, where it belongs, which values it
 * takes, since when, and what it means for a service. Everything that shows, checks or writes a
 * directive asks here.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/catalogue/row.h"
#include "engine/types/type.h"

G_BEGIN_DECLS

typedef enum
{
  HN_DIRECTIVE_NONE = -1,
#define HN_DIRECTIVE(id, ...) HN_DIRECTIVE_##id,
#include "engine/catalogue/directive-table.h"
#undef HN_DIRECTIVE
  HN_N_DIRECTIVES
} HnDirectiveId;

/**
 * hn_directive_get:
 * @id: a directive of the catalogue
 *
 * Returns: the row of @id; static, never %NULL
 */
const HnDirective *hn_directive_get (HnDirectiveId id);

/**
 * hn_directive_find:
 * @name: a name as in a unit file, without the "="; case matters, as for systemd
 *
 * Knows the older spellings that systemd still takes (ReadWriteDirectories= and its like).
 *
 * Returns: the directive, or %HN_DIRECTIVE_NONE
 */
HnDirectiveId hn_directive_find (const char *name);

/* Kinds of uses by what they do at a path or below it, and what another process than the service's
 * first one told the manager; all others are those of protocol/observer1.h. */
#define HN_USE_TOUCH "touch"
#define HN_USE_ALTER "alter" /* that change something */
#define HN_USE_REPORT "report"

/* There are needs that nothing of this shows: that nothing was seen tells nothing. */
#define HN_EVIDENCE_UNSURE "?"

/**
 * hn_directive_get_evidence:
 * @id: a directive
 *
 * Returns: (nullable): which uses speak against it, in the words of evidence/need.c; %NULL where
 * nothing that the kernel tells shows it; static
 */
const char *hn_directive_get_evidence (HnDirectiveId id);

/**
 * hn_directive_dup_manual_uri:
 * @id: a directive
 *
 * Returns: (transfer full): the address of the paragraph about @id in systemd's online manual
 */
char *hn_directive_dup_manual_uri (HnDirectiveId id);

/**
 * hn_page_get_name:
 * @page: a manual page
 *
 * Returns: its name with the section, "systemd.exec(5)"; static
 */
const char *hn_page_get_name (HnPage page);

/**
 * hn_group_get_title:
 * @group: a group
 *
 * Returns: its heading for a person, untranslated; static
 */
const char *hn_group_get_title (HnGroup group);

G_END_DECLS
