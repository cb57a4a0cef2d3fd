namespace Grpc.Core;

/// <summary>A method as the wire knows it, without its message types.</summary>
public interface IMethod
{
    /// <summary>The shape of its calls.</summary>
    MethodType Type { get; }

    /// <summary>The service with its package, for instance <c>grpc.health.v1.Health</c>.</summary>
    string ServiceName { get; }

    /// <summary>The method alone, for instance <c>Check</c>.</summary>
    string Name { get; }

    /// <summary>The path of the call: <c>/service/method</c>.</summary>
    string FullName { get; }
}
