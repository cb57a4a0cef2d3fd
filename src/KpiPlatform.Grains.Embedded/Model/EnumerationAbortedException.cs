namespace KpiPlatform.Grains.Embedded;

/// <summary>The grain at the other end of an enumeration is gone: it was deactivated, or the consumer paused longer than the runtime keeps an enumeration. Enumerate anew.</summary>
[GenerateSerializer]
public sealed class EnumerationAbortedException : Exception
{
    /// <summary>Makes one without words.</summary>
    public EnumerationAbortedException()
    {
    }

    /// <summary>Makes one.</summary>
    /// <param name="message">What happened.</param>
    public EnumerationAbortedException(string message)
        : base(message)
    {
    }

    /// <summary>Makes one.</summary>
    /// <param name="message">What happened.</param>
    /// <param name="innerException">Its cause.</param>
    public EnumerationAbortedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
