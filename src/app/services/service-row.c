/* A row draws itself instead of being made of labels: a list view keeps some two hundred rows
 * ready, and building, styling and measuring five widgets for each would hold up the window when
 * the list arrives or a search changes it. Text is laid out only for rows that are drawn, and the
 * colour of the level comes from the row's own style class.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "service-row.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "app/common/level-style.h"
#include "source/unit-name.h"

#define MARGIN_X 6
#define MARGIN_Y 7
#define SPACING 9
#define LINE_SPACING 2
#define ICON_SIZE 16
#define CHECK_SIZE 20
#define PILL_PADDING_X 9
#define PILL_PADDING_Y 2
#define MIN_WIDTH 160

struct _HnServiceRow
{
  GtkWidget parent_instance;

  /* Owned. */
  HnService *service;
  HnServiceChoice *choice; /* (nullable) */
  PangoLayout *emoji;
  PangoLayout *name;
  PangoLayout *description;
  PangoLayout *exposure;

  gulong notify_handler;
};

G_DEFINE_FINAL_TYPE (HnServiceRow, hn_service_row, GTK_TYPE_WIDGET)

/* The height of every row is the same; it is worked out again when the font changes. */
static int row_height;

static void
clear_layouts (HnServiceRow *self)
{
  g_clear_object (&self->emoji);
  g_clear_object (&self->name);
  g_clear_object (&self->description);
  g_clear_object (&self->exposure);
}

static PangoLayout *
create_layout (
    GtkWidget *widget, const char *text, PangoWeight weight, double scale, const char *features)
{
  PangoLayout *layout = gtk_widget_create_pango_layout (widget, text);
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();

  if (weight != PANGO_WEIGHT_NORMAL)
    pango_attr_list_insert (attributes, pango_attr_weight_new (weight));
  if (scale != 1.0)
    pango_attr_list_insert (attributes, pango_attr_scale_new (scale));
  if (features != NULL)
    pango_attr_list_insert (attributes, pango_attr_font_features_new (features));
  pango_layout_set_attributes (layout, attributes);
  pango_layout_set_single_paragraph_mode (layout, TRUE);
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);

  return layout;
}

/* With staged changes also what it would be then. The emoji of what is stands at the row's start.
 */
static char *
dup_exposure (HnService *service)
{
  guint exposure = hn_service_get_exposure (service);
  guint staged = hn_service_get_staged_exposure (service);
  g_autofree char *now = hn_exposure_dup_text (exposure);
  g_autofree char *then = hn_exposure_dup_text (staged);
  gboolean rtl = gtk_widget_get_default_direction () == GTK_TEXT_DIR_RTL;

  if (!hn_service_get_info (service)->staged)
    return g_steal_pointer (&now);

  return g_strdup_printf ("%s %s %s %s", now, rtl ? "←" : "→", then,
                          hn_level_get_emoji (hn_level_from_exposure (staged)));
}

/* (transfer full) (nullable): why it is where it is; NULL while nobody has looked yet */
static char *
dup_reasons (HnService *service)
{
  const HnServiceInfo *info = hn_service_get_info (service);

  if (info->priority.in_use == HN_IN_USE_UNKNOWN && info->root == NULL)
    return NULL;

  return hn_priority_dup_reasons (&info->priority);
}

/* The description, and before it what a person has to know first. */
static char *
dup_second_line (HnService *service)
{
  const HnServiceInfo *info = hn_service_get_info (service);
  g_autofree char *description = g_utf8_make_valid (info->description, -1);
  g_autofree char *first =
      info->refused ? g_strdup (_ ("Refused by systemd")) : dup_reasons (service);

  if (first == NULL)
    return g_steal_pointer (&description);
  if (*description == '\0')
    return g_steal_pointer (&first);

  return g_strdup_printf ("%s — %s", first, description);
}

static void
ensure_layouts (HnServiceRow *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  g_autofree char *name = NULL;
  g_autofree char *description = NULL;
  g_autofree char *exposure = NULL;

  if (self->name != NULL)
    return;

  /* The ending is the same on every row and says nothing. */
  name = hn_unit_name_dup_short (hn_service_get_name (self->service));
  description = dup_second_line (self->service);
  exposure = dup_exposure (self->service);

  self->emoji =
      create_layout (widget, hn_level_get_emoji (hn_service_get_info (self->service)->level),
                     PANGO_WEIGHT_NORMAL, 1.35, NULL);
  self->name = create_layout (widget, name, PANGO_WEIGHT_NORMAL, 1.0, NULL);
  self->description = create_layout (widget, description, PANGO_WEIGHT_NORMAL, 0.85, NULL);
  self->exposure = create_layout (widget, exposure, PANGO_WEIGHT_BOLD, 0.92, "tnum");
}

static void
font_changed_cb (GtkSettings *settings)
{
  row_height = 0;
}

static int
measure_height (GtkWidget *widget)
{
  if (row_height == 0)
    {
      PangoContext *context = gtk_widget_get_pango_context (widget);
      PangoFontMetrics *metrics = pango_context_get_metrics (context, NULL, NULL);
      int line = PANGO_PIXELS_CEIL (pango_font_metrics_get_height (metrics));

      pango_font_metrics_unref (metrics);
      row_height = 2 * MARGIN_Y + line + LINE_SPACING + MAX ((int) (line * 0.85 + 1), ICON_SIZE);
    }

  return row_height;
}

static void
hn_service_row_measure (GtkWidget *widget,
                        GtkOrientation orientation,
                        int for_size,
                        int *minimum,
                        int *natural,
                        int *minimum_baseline,
                        int *natural_baseline)
{
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = MIN_WIDTH;
      *natural = 2 * MIN_WIDTH;
    }
  else
    {
      *minimum = *natural = measure_height (widget);
    }
}

static GtkSymbolicPaintable *
ensure_state_icon (GtkWidget *widget, HnService *service)
{
  GtkIconTheme *theme = gtk_icon_theme_get_for_display (gtk_widget_get_display (widget));
  g_autoptr (GtkIconPaintable) icon = NULL;
  const char *name;

  if (hn_service_get_info (service)->running)
    name = "hn-running-symbolic";
  else if (g_str_equal (hn_service_get_info (service)->active_state, "failed") ||
           hn_service_get_info (service)->refused)
    name = "hn-failed-symbolic";
  else
    name = "hn-stopped-symbolic";

  icon = gtk_icon_theme_lookup_icon (theme, name, NULL, ICON_SIZE,
                                     gtk_widget_get_scale_factor (widget),
                                     gtk_widget_get_direction (widget), 0);

  return GTK_SYMBOLIC_PAINTABLE (g_steal_pointer (&icon));
}

static void
snapshot_layout (GtkSnapshot *snapshot, PangoLayout *layout, const GdkRGBA *color, int x, int y)
{
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (x, y));
  gtk_snapshot_append_layout (snapshot, layout, color);
  gtk_snapshot_restore (snapshot);
}

/* Draws a line of text whose left edge is at @x. A layout with a width puts its line to one side of
 * it or the other, by the direction of the text and of the widget. */
static void
snapshot_line (GtkSnapshot *snapshot, PangoLayout *layout, const GdkRGBA *color, int x, int y)
{
  PangoRectangle line;

  pango_layout_get_pixel_extents (layout, NULL, &line);
  snapshot_layout (snapshot, layout, color, x - line.x, y);
}

static void
snapshot_pill (HnServiceRow *self, GtkSnapshot *snapshot, int x, int y, int width, int height)
{
  AdwStyleManager *manager =
      adw_style_manager_get_for_display (gtk_widget_get_display (GTK_WIDGET (self)));
  GskRoundedRect pill;
  GdkRGBA color, background;

  gtk_widget_get_color (GTK_WIDGET (self), &color);
  background = color;
  background.alpha = 0.16;

  gsk_rounded_rect_init_from_rect (&pill, &GRAPHENE_RECT_INIT (x, y, width, height), height / 2.0);
  gtk_snapshot_push_rounded_clip (snapshot, &pill);
  gtk_snapshot_append_color (snapshot, &background, &pill.bounds);
  gtk_snapshot_pop (snapshot);

  if (adw_style_manager_get_high_contrast (manager))
    gtk_snapshot_append_border (snapshot, &pill, (float[4]){ 1, 1, 1, 1 },
                                (GdkRGBA[4]){ color, color, color, color });

  snapshot_layout (snapshot, self->exposure, &color, x + PILL_PADDING_X, y + PILL_PADDING_Y);
}

/* In the place of the emoji, while services are selected. */
static void
snapshot_check (HnServiceRow *self, GtkSnapshot *snapshot, const GdkRGBA *color, int x, int y)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkIconTheme *theme = gtk_icon_theme_get_for_display (gtk_widget_get_display (widget));
  const char *name =
      hn_service_row_is_chosen (self) ? "checkbox-checked-symbolic" : "checkbox-symbolic";
  g_autoptr (GtkIconPaintable) icon =
      gtk_icon_theme_lookup_icon (theme, name, NULL, CHECK_SIZE,
                                  gtk_widget_get_scale_factor (widget),
                                  gtk_widget_get_direction (widget), 0);

  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (x, y));
  gtk_symbolic_paintable_snapshot_symbolic (GTK_SYMBOLIC_PAINTABLE (icon), GDK_SNAPSHOT (snapshot),
                                            CHECK_SIZE, CHECK_SIZE, color, 1);
  gtk_snapshot_restore (snapshot);
}

static void
hn_service_row_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  HnServiceRow *self = HN_SERVICE_ROW (widget);
  AdwStyleManager *manager = adw_style_manager_get_for_display (gtk_widget_get_display (widget));
  gboolean rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  g_autoptr (GtkSymbolicPaintable) icon = NULL;
  int emoji_width, emoji_height, name_width, name_height, description_width, description_height;
  int exposure_width, exposure_height, pill_width, pill_height, text_x, text_width, top, second;
  GdkRGBA color, faint;

  if (self->service == NULL)
    return;

  ensure_layouts (self);

  gtk_widget_get_color (gtk_widget_get_parent (widget), &color);
  faint = color;
  faint.alpha *= adw_style_manager_get_high_contrast (manager) ? 0.9f : 0.65f;

  pango_layout_get_pixel_size (self->emoji, &emoji_width, &emoji_height);
  pango_layout_get_pixel_size (self->exposure, &exposure_width, &exposure_height);
  pill_width = exposure_width + 2 * PILL_PADDING_X;
  pill_height = exposure_height + 2 * PILL_PADDING_Y;

  text_x = MARGIN_X + MAX (emoji_width, 24) + SPACING;
  text_width = MAX (1, width - text_x - SPACING - pill_width - MARGIN_X);

  pango_layout_set_width (self->name, text_width * PANGO_SCALE);
  pango_layout_set_width (self->description, (text_width - ICON_SIZE - 5) * PANGO_SCALE);
  pango_layout_get_pixel_size (self->name, &name_width, &name_height);
  pango_layout_get_pixel_size (self->description, &description_width, &description_height);

  top = (height - name_height - LINE_SPACING - MAX (description_height, ICON_SIZE)) / 2;
  second = top + name_height + LINE_SPACING;

  if (self->choice != NULL && hn_service_choice_get_active (self->choice))
    snapshot_check (self, snapshot, &color, rtl ? width - MARGIN_X - CHECK_SIZE : MARGIN_X,
                    (height - CHECK_SIZE) / 2);
  else
    snapshot_layout (snapshot, self->emoji, &color, rtl ? width - MARGIN_X - emoji_width : MARGIN_X,
                     (height - emoji_height) / 2);

  snapshot_line (snapshot, self->name, &color, rtl ? width - text_x - name_width : text_x, top);
  snapshot_line (snapshot, self->description, &faint,
                 rtl ? width - text_x - ICON_SIZE - 5 - description_width : text_x + ICON_SIZE + 5,
                 second + (MAX (description_height, ICON_SIZE) - description_height) / 2);

  icon = ensure_state_icon (widget, self->service);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (
      snapshot,
      &GRAPHENE_POINT_INIT (rtl ? width - text_x - ICON_SIZE : text_x,
                            second + (MAX (description_height, ICON_SIZE) - ICON_SIZE) / 2));
  gtk_symbolic_paintable_snapshot_symbolic (icon, GDK_SNAPSHOT (snapshot), ICON_SIZE, ICON_SIZE,
                                            &faint, 1);
  gtk_snapshot_restore (snapshot);

  snapshot_pill (self, snapshot, rtl ? MARGIN_X : width - MARGIN_X - pill_width,
                 (height - pill_height) / 2, pill_width, pill_height);
}

/* Running or not, for a person. */
static const char *
get_state_title (HnService *service)
{
  if (hn_service_get_info (service)->refused)
    return C_ ("state of a service", "refused by systemd");
  if (hn_service_get_info (service)->kind == HN_SERVICE_NOT_LOADED)
    return C_ ("state of a service", "not loaded");
  if (hn_service_get_info (service)->running)
    return C_ ("state of a service", "running");
  if (g_str_equal (hn_service_get_info (service)->active_state, "failed"))
    return C_ ("state of a service", "failed");

  return C_ ("state of a service", "not running");
}

static gboolean
hn_service_row_query_tooltip (
    GtkWidget *widget, int x, int y, gboolean keyboard, GtkTooltip *tooltip)
{
  HnServiceRow *self = HN_SERVICE_ROW (widget);
  g_autofree char *reasons = NULL;
  g_autofree char *text = NULL;
  g_autofree char *title = NULL;
  const char *description;

  if (self->service == NULL)
    return FALSE;

  description = hn_service_get_info (self->service)->description;
  reasons = dup_reasons (self->service);
  text = g_strdup_printf ("%s%s%s\n%s, %s%s%s", hn_service_get_name (self->service),
                          *description != '\0' ? "\n" : "", description,
                          get_state_title (self->service),
                          _ (hn_level_get_title (hn_service_get_info (self->service)->level)),
                          reasons != NULL ? "\n" : "", reasons != NULL ? reasons : "");
  title = g_utf8_make_valid (text, -1);
  gtk_tooltip_set_text (tooltip, title);

  return TRUE;
}

static void
hn_service_row_system_setting_changed (GtkWidget *widget, GtkSystemSetting setting)
{
  row_height = 0;
  clear_layouts (HN_SERVICE_ROW (widget));

  GTK_WIDGET_CLASS (hn_service_row_parent_class)->system_setting_changed (widget, setting);
  gtk_widget_queue_resize (widget);
}

static void
hn_service_row_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (hn_service_row_parent_class)->css_changed (widget, change);

  /* The change may be to the font; laying out again is cheap and happens only when drawn. */
  clear_layouts (HN_SERVICE_ROW (widget));
}

static void
notify_cb (HnServiceRow *self)
{
  clear_layouts (self);
  /* The pill ends in what it would be with the changes. */
  hn_level_style_apply (GTK_WIDGET (self), hn_service_get_staged_level (self->service));
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
hn_service_row_dispose (GObject *object)
{
  hn_service_row_set_service (HN_SERVICE_ROW (object), NULL);
  g_clear_object (&HN_SERVICE_ROW (object)->choice);

  G_OBJECT_CLASS (hn_service_row_parent_class)->dispose (object);
}

static void
hn_service_row_class_init (HnServiceRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hn_service_row_dispose;

  widget_class->measure = hn_service_row_measure;
  widget_class->snapshot = hn_service_row_snapshot;
  widget_class->query_tooltip = hn_service_row_query_tooltip;
  widget_class->system_setting_changed = hn_service_row_system_setting_changed;
  widget_class->css_changed = hn_service_row_css_changed;

  gtk_widget_class_set_css_name (widget_class, "servicerow");
  /* The list item around it speaks for the row; whatever else has a role is told to screen readers
   * row by row, and that takes longer than to draw it. */
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_NONE);

  hn_level_style_init ();
}

static void
hn_service_row_init (HnServiceRow *self)
{
  static gboolean watched = FALSE;
  GtkSettings *settings = gtk_widget_get_settings (GTK_WIDGET (self));

  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);

  if (!watched)
    {
      watched = TRUE;
      g_signal_connect (settings, "notify::gtk-font-name", G_CALLBACK (font_changed_cb), NULL);
      g_signal_connect (settings, "notify::gtk-xft-dpi", G_CALLBACK (font_changed_cb), NULL);
    }
}

void
hn_service_row_set_choice (HnServiceRow *self, HnServiceChoice *choice)
{
  g_return_if_fail (HN_IS_SERVICE_ROW (self));
  g_return_if_fail (self->choice == NULL);

  self->choice = g_object_ref (choice);
  g_signal_connect_object (choice, "changed", G_CALLBACK (gtk_widget_queue_draw), self,
                           G_CONNECT_SWAPPED);
}

HnService *
hn_service_row_get_service (HnServiceRow *self)
{
  g_return_val_if_fail (HN_IS_SERVICE_ROW (self), NULL);

  return self->service;
}

gboolean
hn_service_row_is_chosen (HnServiceRow *self)
{
  g_return_val_if_fail (HN_IS_SERVICE_ROW (self), FALSE);

  return self->choice != NULL && self->service != NULL &&
         hn_service_choice_has (self->choice, self->service);
}

void
hn_service_row_set_service (HnServiceRow *self, HnService *service)
{
  g_return_if_fail (HN_IS_SERVICE_ROW (self));
  g_return_if_fail (service == NULL || HN_IS_SERVICE (service));

  if (self->service == service)
    return;

  clear_layouts (self);

  if (self->service != NULL)
    g_clear_signal_handler (&self->notify_handler, self->service);

  g_set_object (&self->service, service);

  if (service != NULL)
    {
      self->notify_handler =
          g_signal_connect_swapped (service, "notify", G_CALLBACK (notify_cb), self);
      notify_cb (self);
    }
}

char *
hn_service_row_dup_label (HnService *service)
{
  g_autofree char *exposure = NULL;
  g_autofree char *label = NULL;

  g_return_val_if_fail (HN_IS_SERVICE (service), NULL);

  exposure = hn_exposure_dup_text (hn_service_get_exposure (service));
  /* Translators: what a screen reader says for a service: its name, its exposure such as 9.6, and
   * the level such as Unsafe */
  label = g_strdup_printf (_ ("%s, exposure %s, %s"), hn_service_get_name (service), exposure,
                           _ (hn_level_get_title (hn_service_get_info (service)->level)));

  if (hn_service_get_info (service)->staged)
    {
      guint staged = hn_service_get_staged_exposure (service);
      g_autofree char *figure = hn_exposure_dup_text (staged);
      g_autofree char *marked = NULL;

      /* Translators: what a screen reader says for a service that a person has changed in the
       * window: its name with its exposure, then the exposure and the level it would have */
      marked = g_strdup_printf (_ ("%s; with the changes %s, %s"), label, figure,
                                _ (hn_level_get_title (hn_level_from_exposure (staged))));
      return g_utf8_make_valid (marked, -1);
    }

  return g_utf8_make_valid (label, -1);
}

char *
hn_service_row_dup_description (HnService *service)
{
  g_autofree char *reasons = NULL;
  g_autofree char *description = NULL;

  g_return_val_if_fail (HN_IS_SERVICE (service), NULL);

  reasons = dup_reasons (service);
  description =
      g_strdup_printf ("%s, %s%s%s", get_state_title (service), reasons != NULL ? reasons : "",
                       reasons != NULL ? ", " : "", hn_service_get_info (service)->description);

  return g_utf8_make_valid (description, -1);
}
