/* A section of the detail page with rows that open files: the unit's files, or the warnings about
 * their lines.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

typedef struct
{
  char *title;
  char *subtitle;
  char *path; /* (nullable): what the row opens */
  guint line; /* 0 for the top */
} HnDetailLink;

HnDetailLink *
hn_detail_link_new (const char *title, const char *subtitle, const char *path, guint line);
void hn_detail_link_free (HnDetailLink *self);

#define HN_TYPE_DETAIL_LINKS (hn_detail_links_get_type ())
G_DECLARE_FINAL_TYPE (HnDetailLinks, hn_detail_links, HN, DETAIL_LINKS, GtkBox)

/* Pressed rows activate the action "detail.open-file" of a widget around. */

/** hn_detail_links_set_heading: @icon_name: (transfer none): of each row; static */
void hn_detail_links_set_heading (HnDetailLinks *self, const char *heading, const char *icon_name);

/**
 * hn_detail_links_set_links:
 * @links: (transfer full) (element-type HnDetailLink): what to show, owned by the array; may be
 *   long: the first few get rows, the others when they are asked for
 */
void hn_detail_links_set_links (HnDetailLinks *self, GPtrArray *links);

/* A row that assistive technology can press, too: GTK shows it the actions of a class, but not that
 * a list does something with the row. */
#define HN_TYPE_DETAIL_LINK_ROW (hn_detail_link_row_get_type ())
G_DECLARE_FINAL_TYPE (HnDetailLinkRow, hn_detail_link_row, HN, DETAIL_LINK_ROW, AdwActionRow)

/** hn_detail_links_focus: moves the keyboard focus to the first row */
void hn_detail_links_focus (HnDetailLinks *self);

G_END_DECLS
