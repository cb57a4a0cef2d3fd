namespace KpiPlatform.Grains.Embedded;

/// <summary>Base of the exceptions that the grain runtime itself throws.</summary>
[GenerateSerializer]
public class OrleansException : Exception
{
    /// <summary>Makes one without words.</summary>
    public OrleansException()
    {
    }

    /// <summary>Makes one.</summary>
    /// <param name="message">What happened.</param>
    public OrleansException(string message)
        : base(message)
    {
    }

    /// <summary>Makes one.</summary>
    /// <param name="message">What happened.</param>
    /// <param name="innerException">Its cause.</param>
    public OrleansException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
