using Google.Protobuf;
using Google.Protobuf.Reflection;
using KpiPlatform.Cli.Output;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Cli.Interactions;

/// <summary>How recorded interactions are listed.</summary>
internal static class InteractionView
{
    // The one thing that each kind is mostly about, in the order of preference.
    private static readonly string[] Telling =
        ["amount", "value", "recurring_amount", "points", "outcome", "duration", "quantity", "ticket", "step", "promotion", "survivor", "medium", "category", "rate"];

    public static ResourceView<RecordedInteraction> View { get; } = new(
        [
            new("Occurred", r => Cells.Time(r.Interaction.OccurTime)),
            new("Customer", r => Cells.Text(r.Interaction.Customer)),
            new("Kind", r => Kind(r.Interaction)?.Name ?? Cells.None),
            new("What", r => What(r.Interaction), AlignRight: true),
            new("Source/id", r => Cells.Text($"{r.Interaction.Source}/{r.Interaction.Id}" + (r.Interaction.Revision > 0 ? $" r{r.Interaction.Revision}" : ""))),
        ],
        [
            new("occur_time", r => r.Interaction.OccurTime),
            new("customer", r => r.Interaction.Customer),
            new("kind", r => Kind(r.Interaction)?.Name ?? ""),
            new("source", r => r.Interaction.Source),
            new("id", r => r.Interaction.Id),
            new("revision", r => r.Interaction.Revision),
            new("channel", r => r.Interaction.Channel),
            new("contact", r => r.Interaction.Contact),
            new("version", r => r.Version),
            new("record_time", r => r.RecordTime),
            new("facts", r => Facts(r.Interaction) is { } facts ? ProtoJson.OneLine(facts) : ""),
        ]);

    private static FieldDescriptor? Kind(Interaction interaction) =>
        Interaction.Descriptor.Oneofs[0].Accessor.GetCaseFieldDescriptor(interaction);

    private static IMessage? Facts(Interaction interaction) => Kind(interaction)?.Accessor.GetValue(interaction) as IMessage;

    private static string What(Interaction interaction)
    {
        if (Facts(interaction) is not { } facts)
            return "";
        foreach (var field in Telling.Select(facts.Descriptor.FindFieldByName).OfType<FieldDescriptor>())
        {
            switch (field.Accessor.GetValue(facts))
            {
                case Money money:
                    return ValueText.Format(money);
                case Google.Protobuf.WellKnownTypes.Duration duration:
                    return duration.ToTimeSpan().ToString("g", System.Globalization.CultureInfo.InvariantCulture);
                case string { Length: > 0 } text:
                    return Cells.Text(text);
                case double number:
                    return Cells.Text(number.ToString("R", System.Globalization.CultureInfo.InvariantCulture));
                case long or int:
                    return Cells.Text(field.Accessor.GetValue(facts).ToString());
                case Enum value:
                    return value.ToString().ToLowerInvariant();
            }
        }

        return "";
    }
}
