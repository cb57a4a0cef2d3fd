namespace KpiPlatform.Domain.Interactions;

/// <summary>Takes the person out of what is recorded.</summary>
public static class PersonalPart
{
    /// <summary>
    /// An interaction without its personal part. Attributes that count now, but were personal when they were recorded, move to the facts, so that
    /// what was counted stays counted.
    /// </summary>
    /// <param name="interaction">The interaction.</param>
    /// <param name="factAttributes">Attributes that count under any definition in use.</param>
    /// <returns>The interaction; the same object if nothing of it is personal.</returns>
    /// <exception cref="JournalDamagedException">The bytes are not what was written.</exception>
    public static EncodedInteraction Remove(EncodedInteraction interaction, IReadOnlySet<string> factAttributes)
    {
        ArgumentNullException.ThrowIfNull(interaction);
        if (interaction.Personal.IsEmpty)
            return interaction;
        if (interaction.Kind is not (InteractionKind.CustomerRegistered or InteractionKind.ProfileUpdated))
            return interaction with { Personal = default };
        var again = InteractionCodec.Encode(InteractionCodec.Decode(interaction), WithThoseInFacts(interaction, factAttributes));

        // Who sends it again must meet the same content; what an older program encoded otherwise keeps its facts as they are.
        return again.ContentHash == interaction.ContentHash
            ? interaction with { Facts = again.Facts, Personal = default }
            : interaction with { Personal = default };
    }

    /// <summary>An interaction whose personal part no longer names who referred the customer. That somebody did stays, and so does what it is recognised by.</summary>
    /// <param name="interaction">The interaction.</param>
    /// <param name="isForgotten">Whether a referrer is to be named no more.</param>
    /// <returns>The interaction; the same object if it names none of them.</returns>
    /// <exception cref="JournalDamagedException">The bytes are not what was written.</exception>
    public static EncodedInteraction WithoutReferrer(EncodedInteraction interaction, Predicate<string> isForgotten)
    {
        ArgumentNullException.ThrowIfNull(interaction);
        ArgumentNullException.ThrowIfNull(isForgotten);
        if (interaction.Kind != InteractionKind.CustomerRegistered || interaction.Personal.IsEmpty)
            return interaction;
        var decoded = InteractionCodec.Decode(interaction);
        if (decoded.Facts is not CustomerRegistered { Referrer.Length: > 0 } registered || !isForgotten(registered.Referrer))
            return interaction;
        var without = new Interaction
        {
            Source = decoded.Source,
            Id = decoded.Id,
            IdentityHash = decoded.IdentityHash,
            Revision = decoded.Revision,
            OccurredAt = decoded.OccurredAt,
            Channel = decoded.Channel,
            Labels = decoded.Labels,
            Contact = decoded.Contact,
            ContactHash = decoded.ContactHash,
            Facts = registered with { Referrer = string.Empty, HasReferrer = true },
        };
        var personal = InteractionCodec.Encode(without, WithThoseInFacts(interaction, new HashSet<string>(StringComparer.Ordinal))).Personal;
        return interaction with { Personal = InteractionCodec.SealPersonal(personal, interaction.ContentHash) };
    }

    /// <summary>What is in the facts stays there, whatever the definitions say now.</summary>
    private static HashSet<string> WithThoseInFacts(EncodedInteraction interaction, IReadOnlySet<string> factAttributes)
    {
        var attributes = InteractionCodec.Decode(interaction with { Personal = default }).Facts switch
        {
            CustomerRegistered registered => registered.Attributes,
            ProfileUpdated updated => updated.Attributes,
            _ => [],
        };
        return [.. factAttributes, .. attributes.Select(attribute => attribute.Key)];
    }
}
