namespace KpiPlatform.Domain.Interactions;

/// <summary>Bytes read from the journal are not what was written: storage damaged them, or a newer version wrote them.</summary>
/// <remarks>No caller's fault, hence no <see cref="DomainException"/>. Nothing of such a row may be used: a wrong total is worse than none.</remarks>
public sealed class JournalDamagedException : Exception
{
    /// <summary>Creates one.</summary>
    /// <param name="message">What was found and what was expected.</param>
    /// <param name="innerException">What the reader ran into, or null.</param>
    public JournalDamagedException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
