using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Dashboard.Customers;

/// <summary>An interaction in a line: its kind and the facts that it states. Made from the contract's descriptors, so that a new kind shows at once.</summary>
internal static class InteractionText
{
    private const int FactsMax = 6;
    private const int TextMax = 80;
    private const decimal NanosPerUnit = 1_000_000_000m;

    /// <summary>Kind and facts, e.g. "Purchase" and "amount 40 EUR".</summary>
    public static (string Kind, string Facts) Of(Interaction interaction)
    {
        if (Interaction.Descriptor.Oneofs[0].Accessor.GetCaseFieldDescriptor(interaction) is not { } kind || kind.Accessor.GetValue(interaction) is not IMessage facts)
            return ("Interaction", string.Empty);
        return (Words.Title(kind.Name), string.Join(", ", facts.Descriptor.Fields.InFieldNumberOrder().Select(field => Fact(field, facts)).OfType<string>().Take(FactsMax)));
    }

    private static string? Fact(FieldDescriptor field, IMessage facts)
    {
        if (field.IsMap)
            return null;
        var value = field.Accessor.GetValue(facts);
        if (field.IsRepeated)
            return value is System.Collections.ICollection { Count: > 0 } list ? $"{list.Count} {Counted(Words.Title(field.Name).ToLowerInvariant(), list.Count)}" : null;
        var text = value switch
        {
            Money money => Text(money),
            Duration duration => Text(duration.ToTimeSpan()),
            Timestamp => null,
            string { Length: > 0 } words => words.Length > TextMax ? words[..TextMax] + "…" : words,
            bool and false => null,
            bool => "yes",
            System.Enum member => (int)value == 0 ? null : member.ToString().ToLowerInvariant(),
            double number when IsStated(number != 0) => Numbers.Plain(number),
            int or long when IsStated(Convert.ToInt64(value, null) != 0) => value.ToString(),
            _ => null,
        };
        return text is null ? null : $"{Words.Title(field.Name).ToLowerInvariant()} {text}";

        // Where 0 can be told from nothing, it was said.
        bool IsStated(bool isNotZero) => field.HasPresence ? field.Accessor.HasValue(facts) : isNotZero;
    }

    // Names of lists are plurals.
    private static string Counted(string plural, int count) => count != 1 ? plural : plural.EndsWith("ies", StringComparison.Ordinal) ? plural[..^3] + "y" : plural.TrimEnd('s');

    private static string Text(Money money) =>
        $"{Numbers.Round((double)(money.Units + (money.Nanos / NanosPerUnit)), money.Nanos == 0 ? 0 : 2)} {money.CurrencyCode}".TrimEnd();

    private static string Text(TimeSpan span) => span.TotalHours >= 1 ? $"{Numbers.Round(span.TotalHours, 1)} h" : span.TotalMinutes >= 1 ? $"{Numbers.Round(span.TotalMinutes, 1)} min" : $"{Numbers.Round(span.TotalSeconds, 0)} s";
}
