namespace Grpc.Core;

/// <summary>Generated onto a service's base class; tells a server which static method binds the service.</summary>
/// <param name="bindType">The type that declares the method.</param>
/// <param name="bindMethodName">The name of the method, whose parameters are a <see cref="ServiceBinderBase"/> and the service.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = false, Inherited = true)]
public class BindServiceMethodAttribute(Type bindType, string bindMethodName) : Attribute
{
    /// <summary>The type that declares the method.</summary>
    public Type BindType { get; } = bindType;

    /// <summary>The name of the method.</summary>
    public string BindMethodName { get; } = bindMethodName;
}
