using KpiPlatform.Domain.Customers;
using KpiPlatform.Domain.Interactions;

namespace KpiPlatform.Domain.Analysis;

/// <summary>Goes through what counts of a customer in the order of the fold, with the attributes in force at each interaction.</summary>
public static class HistoryWalk
{
    /// <summary>Each effective interaction of one customer, decoded, with the profile that it finds; the profile changes as the walk goes on.</summary>
    /// <param name="effective">From <see cref="CustomerHistory.Effective"/>.</param>
    public static IEnumerable<(Interaction Interaction, ProfileFold Profile)> Of(IReadOnlyList<EncodedInteraction> effective)
    {
        ArgumentNullException.ThrowIfNull(effective);
        var profile = new ProfileFold();
        foreach (var encoded in effective)
        {
            var interaction = InteractionCodec.Decode(encoded);
            switch (interaction.Facts)
            {
                case CustomerRegistered registered:
                    profile.Apply(registered.Attributes);
                    profile.Bring(registered.Medium, registered.Campaign);
                    break;
                case ProfileUpdated updated:
                    profile.Apply(updated.Attributes);
                    break;
            }

            yield return (interaction, profile);
        }
    }
}
