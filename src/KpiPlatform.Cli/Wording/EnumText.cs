using System.Text;
using Google.Protobuf.Reflection;

namespace KpiPlatform.Cli.Wording;

/// <summary>Short names of enum values: "low" for TICKET_PRIORITY_LOW.</summary>
internal static class EnumText
{
    private const string Unspecified = "UNSPECIFIED";

    /// <summary>Finds a value by its short or full name; case and "-" or "_" do not matter. The unspecified one is not found.</summary>
    public static EnumValueDescriptor? Find(EnumDescriptor type, string text)
    {
        var wanted = text.Trim().Replace('-', '_').Replace(' ', '_');
        return type.Values.FirstOrDefault(value => value.Number != 0
            && (wanted.Equals(value.Name, StringComparison.OrdinalIgnoreCase)
                || wanted.Equals(ShortName(value), StringComparison.OrdinalIgnoreCase)));
    }

    /// <summary>"low, normal, high, urgent".</summary>
    public static string Choices(EnumDescriptor type) =>
        string.Join(", ", type.Values.Where(v => v.Number != 0).Select(ShortName));

    /// <summary>The name in lower case without the type's prefix.</summary>
    public static string ShortName(EnumValueDescriptor value)
    {
        var zero = value.EnumDescriptor.FindValueByNumber(0).Name;
        var prefix = zero.EndsWith(Unspecified, StringComparison.Ordinal) ? zero[..^Unspecified.Length] : "";
        return (value.Name.StartsWith(prefix, StringComparison.Ordinal) ? value.Name[prefix.Length..] : value.Name).ToLowerInvariant();
    }

    /// <summary>"INVALID_ARGUMENT" for "InvalidArgument".</summary>
    public static string UpperSnake(string pascal)
    {
        var text = new StringBuilder(pascal.Length + 4);
        for (var i = 0; i < pascal.Length; i++)
        {
            if (i > 0 && char.IsUpper(pascal[i]) && !char.IsUpper(pascal[i - 1]))
                text.Append('_');
            text.Append(char.ToUpperInvariant(pascal[i]));
        }

        return text.ToString();
    }
}
