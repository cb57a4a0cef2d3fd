using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Google.Protobuf.Reflection;

namespace KpiPlatform.Cli.Wording;

/// <summary>Reads one value of a proto field from text.</summary>
internal static class ScalarText
{
    /// <summary>
    /// Parses by the field's type: text, numbers with ".", true/false (also yes/no, 1/0), enum values by short name.
    /// A false answer comes with a problem that reads after the field's name.
    /// </summary>
    public static bool TryParse(
        FieldDescriptor field, string text, [NotNullWhen(true)] out object? value, [NotNullWhen(false)] out string? problem)
    {
        (value, problem) = field.FieldType switch
        {
            FieldType.String => (text, null),
            FieldType.Bool => (Bool(text), "is true or false"),
            FieldType.Int32 => (Int32(text), "is a whole number from -2147483648 to 2147483647"),
            FieldType.Int64 => (Int64(text), "is a whole number"),
            FieldType.Double => (Double(text), "is a number, such as 12.5"),
            FieldType.Enum => (EnumText.Find(field.EnumType, text)?.Number, $"is one of {EnumText.Choices(field.EnumType)}"),
            _ => ((object?)null, "cannot be given as one value"),
        };
        if (value is null)
        {
            problem += $"; '{TextSafety.OneLine(text)}' is not";
            return false;
        }

        return true;
    }

    private static object? Bool(string text) => text.Trim().ToLowerInvariant() switch
    {
        "true" or "yes" or "y" or "1" => true,
        "false" or "no" or "n" or "0" => false,
        _ => null,
    };

    private static object? Int32(string text) =>
        int.TryParse(text.Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static object? Int64(string text) =>
        long.TryParse(text.Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    // "NaN" and "Infinity" parse as doubles, but no field has a use for them.
    private static object? Double(string text) =>
        double.TryParse(text.Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? number
            : null;
}
