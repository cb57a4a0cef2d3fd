namespace KpiPlatform.Host;

/// <summary>The server cannot start, for a reason that its user can mend. The message is one line and says how.</summary>
public sealed class HostException : Exception
{
    /// <summary>Makes one.</summary>
    /// <param name="message">What is wrong and what to do.</param>
    /// <param name="innerException">Its cause.</param>
    public HostException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
