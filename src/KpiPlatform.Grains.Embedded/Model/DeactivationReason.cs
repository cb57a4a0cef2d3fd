namespace KpiPlatform.Grains.Embedded;

/// <summary>Why an activation ends.</summary>
public readonly struct DeactivationReason
{
    /// <summary>Makes a reason.</summary>
    /// <param name="code">Its kind.</param>
    /// <param name="text">Its description, for people.</param>
    public DeactivationReason(DeactivationReasonCode code, string text)
        : this(code, null, text)
    {
    }

    /// <summary>Makes a reason that rests on a failure.</summary>
    /// <param name="code">Its kind.</param>
    /// <param name="exception">The failure.</param>
    /// <param name="text">Its description, for people.</param>
    public DeactivationReason(DeactivationReasonCode code, Exception? exception, string text)
    {
        ReasonCode = code;
        Exception = exception;
        Description = text;
    }

    /// <summary>Gets the description, for people.</summary>
    public string Description { get; }

    /// <summary>Gets the kind.</summary>
    public DeactivationReasonCode ReasonCode { get; }

    /// <summary>Gets the failure that it rests on; null if none.</summary>
    public Exception? Exception { get; }

    /// <inheritdoc/>
    public override readonly string ToString() =>
        Exception is null ? $"{ReasonCode}: {Description}" : $"{ReasonCode}: {Description} ({Exception.GetType().Name}: {Exception.Message})";
}
