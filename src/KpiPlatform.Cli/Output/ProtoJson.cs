using Google.Protobuf;

namespace KpiPlatform.Cli.Output;

/// <summary>
/// Messages as proto JSON: camelCase, 64-bit integers as strings, times as RFC 3339. Fields at their default are written
/// too, so that every object of a kind has the same keys; only optional fields without a value are left out.
/// </summary>
internal static class ProtoJson
{
    private static readonly JsonFormatter Indented = new(JsonFormatter.Settings.Default.WithFormatDefaultValues(true).WithIndentation());
    private static readonly JsonFormatter Compact = new(JsonFormatter.Settings.Default.WithFormatDefaultValues(true));

    /// <summary>Over several lines, nested <paramref name="level"/> deep.</summary>
    public static string Format(IMessage message, int level = 0) => Indented.Format(message, level);

    /// <summary>On one line.</summary>
    public static string OneLine(IMessage message) => Compact.Format(message);
}
