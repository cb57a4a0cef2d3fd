using Grpc.Core;

namespace KpiPlatform.Dashboard.Platform;

/// <summary>
/// The way to the platform's services, the same that any other client takes. The host supplies it. Thread-safe.
/// </summary>
public interface IPlatformChannel
{
    /// <summary>Calls the services without any credential: the dashboard adds that of the person who is signed in.</summary>
    CallInvoker Invoker { get; }
}
