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

/* The kinds of what a service was seen to use. Who has it from elsewhere says it in these words
 * (HnUse). */
#define HN_SEEN_CALL "call"             /* value: the name of a system call */
#define HN_SEEN_FAMILY "family"         /* of a socket, "AF_UNIX" */
#define HN_SEEN_CAPABILITY "capability" /* "CAP_CHOWN" */
#define HN_SEEN_NAMESPACE "namespace"   /* "user" and so on, HN_SEEN_ANY */
#define HN_SEEN_CODE "code"             /* memory that can be executed, and by which call */
#define HN_SEEN_PERSONALITY "personality"
#define HN_SEEN_REALTIME "realtime"
#define HN_SEEN_SUID "suid"
#define HN_SEEN_PRCTL "prctl"
#define HN_SEEN_KEY "key"
#define HN_SEEN_ABI "abi" /* HN_SEEN_OTHER */
#define HN_SEEN_GAIN "gain"
#define HN_SEEN_ADDRESS "address"
#define HN_SEEN_SHARE "share"
#define HN_SEEN_GROUP "group"
/* With a path; the value may be HN_SEEN_DEVICE, HN_SEEN_OWN for what /proc has of the process
 * itself, and HN_SEEN_MAIN for what the service's first process spoke to. */
#define HN_SEEN_READ "read"
#define HN_SEEN_WRITE "write"
#define HN_SEEN_CHANGE "change"
#define HN_SEEN_EXEC "exec"
#define HN_SEEN_LOOK "look"
#define HN_SEEN_PEER "peer"
#define HN_SEEN_DEVICE "device"
#define HN_SEEN_OWN "own"
#define HN_SEEN_MAIN "main"
#define HN_SEEN_ANY "any"
#define HN_SEEN_OTHER "other"
/* What the table asks for: uses by what they do at a path or below it, and what another process
 * than the service's first one told the manager. */
#define HN_SEEN_TOUCH "touch"
#define HN_SEEN_ALTER "alter" /* that change something */
#define HN_SEEN_REPORT "report"

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
