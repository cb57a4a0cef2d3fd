namespace KpiPlatform.Grains.Embedded.Hosting;

/// <summary>In parity mode: something that no serializer knows was about to cross a grain boundary. The message says what and where.</summary>
public sealed class GrainMessageException : Exception
{
    /// <summary>Makes one without words.</summary>
    public GrainMessageException()
    {
    }

    /// <summary>Makes one.</summary>
    /// <param name="message">What, and where.</param>
    public GrainMessageException(string message)
        : base(message)
    {
    }

    /// <summary>Makes one.</summary>
    /// <param name="message">What, and where.</param>
    /// <param name="innerException">Its cause.</param>
    public GrainMessageException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
