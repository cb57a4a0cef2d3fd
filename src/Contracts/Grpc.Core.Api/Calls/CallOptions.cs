namespace Grpc.Core;

/// <summary>The options of one call on the client. Immutable; the default value means no headers, no deadline, no cancellation.</summary>
public readonly struct CallOptions
{
    /// <summary>Creates options; what is left out stays at its default.</summary>
    /// <param name="headers">Sent with the call.</param>
    /// <param name="deadline">UTC instant after which the call fails with <see cref="StatusCode.DeadlineExceeded"/>; null for none.</param>
    /// <param name="cancellationToken">Cancels the call on both sides.</param>
    /// <param name="writeOptions">Options of the request's write; of all of them in a stream that sets none itself.</param>
    /// <param name="propagationToken">What a server call hands on to the calls it makes.</param>
    /// <param name="credentials">Credentials of this call, added to those of the channel.</param>
    public CallOptions(
        Metadata? headers = null,
        DateTime? deadline = null,
        CancellationToken cancellationToken = default,
        WriteOptions? writeOptions = null,
        ContextPropagationToken? propagationToken = null,
        CallCredentials? credentials = null)
    {
        Headers = headers;
        Deadline = deadline;
        CancellationToken = cancellationToken;
        WriteOptions = writeOptions;
        PropagationToken = propagationToken;
        Credentials = credentials;
    }

    /// <summary>Headers sent with the call, or null.</summary>
    public Metadata? Headers { get; private init; }

    /// <summary>The UTC instant at which the call fails unless complete, or null for none.</summary>
    public DateTime? Deadline { get; private init; }

    /// <summary>Cancels the call.</summary>
    public CancellationToken CancellationToken { get; private init; }

    /// <summary>Options of writes, or null for the defaults.</summary>
    public WriteOptions? WriteOptions { get; private init; }

    /// <summary>What the surrounding server call hands on, or null.</summary>
    public ContextPropagationToken? PropagationToken { get; private init; }

    /// <summary>Credentials of this call, or null.</summary>
    public CallCredentials? Credentials { get; private init; }

    /// <summary>Whether the call waits for a connection instead of failing at once while there is none. False by default.</summary>
    public bool IsWaitForReady { get; private init; }

    /// <summary>These options with other headers.</summary>
    /// <param name="headers">Replace the present ones.</param>
    /// <returns>A copy.</returns>
    public CallOptions WithHeaders(Metadata headers) => this with { Headers = headers };

    /// <summary>These options with another deadline.</summary>
    /// <param name="deadline">A UTC instant.</param>
    /// <returns>A copy.</returns>
    public CallOptions WithDeadline(DateTime deadline) => this with { Deadline = deadline };

    /// <summary>These options with another token.</summary>
    /// <param name="cancellationToken">Replaces the present one.</param>
    /// <returns>A copy.</returns>
    public CallOptions WithCancellationToken(CancellationToken cancellationToken) => this with { CancellationToken = cancellationToken };

    /// <summary>These options with other write options.</summary>
    /// <param name="writeOptions">Replace the present ones.</param>
    /// <returns>A copy.</returns>
    public CallOptions WithWriteOptions(WriteOptions writeOptions) => this with { WriteOptions = writeOptions };

    /// <summary>These options with another propagation token.</summary>
    /// <param name="propagationToken">Replaces the present one.</param>
    /// <returns>A copy.</returns>
    public CallOptions WithPropagationToken(ContextPropagationToken propagationToken) => this with { PropagationToken = propagationToken };

    /// <summary>These options with other credentials.</summary>
    /// <param name="credentials">Replace the present ones.</param>
    /// <returns>A copy.</returns>
    public CallOptions WithCredentials(CallCredentials credentials) => this with { Credentials = credentials };

    /// <summary>These options, waiting for a connection or not.</summary>
    /// <param name="waitForReady">See <see cref="IsWaitForReady"/>.</param>
    /// <returns>A copy.</returns>
    public CallOptions WithWaitForReady(bool waitForReady = true) => this with { IsWaitForReady = waitForReady };
}
