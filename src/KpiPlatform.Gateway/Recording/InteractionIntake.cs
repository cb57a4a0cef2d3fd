using System.Diagnostics.CodeAnalysis;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Tenants;
using KpiPlatform.Gateway.Interactions;
using KpiPlatform.Grains.Abstractions.Customers;
using NodaTime;
using Proto = KpiPlatform.Protocol.V1;

namespace KpiPlatform.Gateway.Recording;

/// <summary>From an interaction as sent to the message for its customer's grain.</summary>
internal static class InteractionIntake
{
    private const string ListField = "interactions";

    /// <summary>Checks and encodes an interaction of a batch.</summary>
    /// <param name="interaction">As sent.</param>
    /// <param name="index">Its position in the batch.</param>
    /// <param name="definition">Of its tenant.</param>
    /// <param name="now">The present, against which its time is checked.</param>
    /// <param name="customer">Whom it is of.</param>
    /// <param name="message">The message; null if something is wrong.</param>
    /// <param name="violation">The first thing that is wrong; null if nothing is.</param>
    public static bool TryRead(
        Proto.Interaction interaction,
        int index,
        TenantDefinition definition,
        Instant now,
        out CustomerId customer,
        [NotNullWhen(true)] out InteractionMessage? message,
        [NotNullWhen(false)] out FieldViolation? violation)
    {
        var read = InteractionReader.Read(interaction, ListField, index, definition, now);
        customer = read.Customer;
        if (read.Interaction is null)
        {
            message = null;
            violation = read.Violations[0];
            return false;
        }

        message = Encode(read.Interaction, definition);
        violation = null;
        return true;
    }

    /// <summary>Encodes an interaction that was checked.</summary>
    public static InteractionMessage Encode(Interaction interaction, TenantDefinition definition) =>
        InteractionMessage.Of(InteractionCodec.Encode(interaction, definition.FactAttributes));
}
