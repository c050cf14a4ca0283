/* The value of one directive, in the shape that its type gives it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/catalogue/syscalls.h"

G_BEGIN_DECLS

#define HN_CAPABILITIES_ALL G_MAXUINT64
#define HN_NAMESPACES_UNSET G_MAXUINT64

/* Which calls a list of system calls names, besides whether it is one of what is allowed. */
typedef struct
{
  HnSyscallSet calls;
  HnSyscallSet errors; /* calls that fail with an error of their own instead of the filter's */
  guint n_openings;    /* lines that let in what the sets cannot show */
} HnSyscallFilter;

/* What of a list of addresses the checks look at: bits of HnSetting. */
typedef enum
{
  HN_ADDRESSES_IPV4_ANY = 1 << 0,
  HN_ADDRESSES_IPV6_ANY = 1 << 1,
  HN_ADDRESSES_ANY = HN_ADDRESSES_IPV4_ANY | HN_ADDRESSES_IPV6_ANY,
  HN_ADDRESSES_LOCALHOST = 1 << 2,
  HN_ADDRESSES_OTHER = 1 << 3,
} HnAddresses;

/* Which of the fields count is for the type to say. */
typedef struct
{
  char *text;              /* strings and lists, in unit-file spelling; NULL where empty */
  const char *word;        /* choices: a static word of the catalogue or an interned one; NULL for
                            * the default */
  HnSyscallFilter *filter; /* lists of system calls; NULL while no line was about any */
  guint64 bits;        /* capabilities; CLONE_NEW* that stay allowed, HN_NAMESPACES_UNSET without
                        * a line; families, a bit per AF_* number; architectures, a bit per row
                        * of their table; the umask; HnAddresses */
  guint32 text_length; /* of a text that grows line by line; 0 where not known */
  gint8 on;            /* booleans; -1 while nobody said anything */
  gint8 exists;        /* some line gave a list: an empty one is not the same as none */
  gint8 allow;         /* it names what is allowed, not what is denied */
} HnSetting;

/* Replaces the text; NULL and "" clear it. */
void hn_setting_set_text (HnSetting *self, const char *text);

/* Adds @text to a list, behind a space. */
void hn_setting_append_text (HnSetting *self, const char *text);

/* (transfer none): the calls, none where there is no list */
static inline const HnSyscallFilter *
hn_setting_get_filter (const HnSetting *self)
{
  static const HnSyscallFilter none;

  return self->filter != NULL ? self->filter : &none;
}

/* (transfer none): the calls, to be changed */
HnSyscallFilter *hn_setting_make_filter (HnSetting *self);

/* As if no line had been about any call. */
void hn_setting_clear_filter (HnSetting *self);

G_END_DECLS
