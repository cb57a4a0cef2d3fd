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
