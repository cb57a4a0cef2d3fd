using KpiPlatform.Domain.Interactions;
using NodaTime;

namespace KpiPlatform.Domain.Tests.Analysis;

/// <summary>Rows of a journal, encoded as it holds them.</summary>
internal static class Rows
{
    private static readonly HashSet<string> Attributes = ["region"];

    public static EncodedInteraction Of(string id, Instant at, Facts facts, int revision = 0, string channel = "", string contact = "") =>
        InteractionCodec.Encode(new Interaction { Source = "shop", Id = id, Revision = revision, OccurredAt = at, Channel = channel, Contact = contact, Facts = facts }, Attributes);

    public static EncodedInteraction Purchase(string id, Instant at, int revision = 0, string channel = "") =>
        Of(id, at, new Purchase { OrderId = id, AmountMinor = 1_000 }, revision, channel);
}
