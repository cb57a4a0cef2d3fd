using System.ComponentModel;

namespace Grpc.Core;

/// <summary>The methods of a service together with the code that serves them. Immutable.</summary>
public partial class ServerServiceDefinition
{
    private readonly IReadOnlyList<Action<ServiceBinderBase>> _methods;

    private ServerServiceDefinition(IReadOnlyList<Action<ServiceBinderBase>> methods) => _methods = methods;

    /// <summary>Starts a definition.</summary>
    /// <returns>A builder without methods.</returns>
    public static Builder CreateBuilder() => new();

    /// <summary>Hands the methods to a server, in the order in which they were added. For server implementations.</summary>
    /// <param name="serviceBinder">Receives each method.</param>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void BindService(ServiceBinderBase serviceBinder)
    {
        ArgumentNullException.ThrowIfNull(serviceBinder);
        foreach (var bind in _methods)
            bind(serviceBinder);
    }
}
