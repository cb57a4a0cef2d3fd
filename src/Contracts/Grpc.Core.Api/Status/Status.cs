namespace Grpc.Core;

/// <summary>How a call ended: a code, a text for people, and on the failing side the exception behind it. Immutable; compared by fields.</summary>
public readonly struct Status
{
    /// <summary><see cref="StatusCode.OK"/> without detail.</summary>
    public static readonly Status DefaultSuccess = new(StatusCode.OK, "");

    /// <summary><see cref="StatusCode.Cancelled"/> without detail.</summary>
    public static readonly Status DefaultCancelled = new(StatusCode.Cancelled, "");

    /// <summary>A status without a local exception.</summary>
    /// <param name="statusCode">The outcome.</param>
    /// <param name="detail">Text for the other side; it leaves the process, so nothing confidential.</param>
    public Status(StatusCode statusCode, string detail)
        : this(statusCode, detail, debugException: null)
    {
    }

    /// <summary>A status that remembers the exception which caused it.</summary>
    /// <param name="statusCode">The outcome.</param>
    /// <param name="detail">Text for the other side; it leaves the process, so nothing confidential.</param>
    /// <param name="debugException">The cause, for local diagnosis; never sent.</param>
    public Status(StatusCode statusCode, string detail, Exception? debugException)
    {
        StatusCode = statusCode;
        Detail = detail;
        DebugException = debugException;
    }

    /// <summary>The outcome. The default value of the struct is <see cref="StatusCode.OK"/>.</summary>
    public StatusCode StatusCode { get; }

    /// <summary>The text that accompanies the code.</summary>
    public string Detail { get; }

    /// <summary>The local cause, or null. Informational: its presence and type depend on the transport.</summary>
    public Exception? DebugException { get; }

    /// <inheritdoc/>
    public override string ToString() => DebugException is null
        ? $"Status(StatusCode=\"{StatusCode}\", Detail=\"{Detail}\")"
        : $"Status(StatusCode=\"{StatusCode}\", Detail=\"{Detail}\", DebugException=\"{DebugException.GetType()}: {DebugException.Message}\")";
}
