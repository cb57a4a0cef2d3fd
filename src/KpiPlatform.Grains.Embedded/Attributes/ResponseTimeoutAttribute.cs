namespace KpiPlatform.Grains.Embedded;

/// <summary>On a method of a grain interface: how long its callers wait for the answer, instead of the runtime's default.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ResponseTimeoutAttribute(string timeout) : Attribute
{
    /// <summary>Gets the time; greater than zero.</summary>
    public TimeSpan? Timeout { get; init; } = TimeSpan.Parse(timeout);
}
