namespace KpiPlatform.Grains.Embedded;

/// <summary>The runtime is not started, stops, or has stopped. The call did not run.</summary>
[GenerateSerializer]
public sealed class SiloUnavailableException : OrleansMessageRejectionException
{
    /// <summary>Makes one.</summary>
    public SiloUnavailableException()
        : base("The grain runtime is not available.")
    {
    }

    /// <summary>Makes one.</summary>
    /// <param name="msg">What happened.</param>
    public SiloUnavailableException(string msg)
        : base(msg)
    {
    }

    /// <summary>Makes one.</summary>
    /// <param name="message">What happened.</param>
    /// <param name="innerException">Its cause.</param>
    public SiloUnavailableException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
