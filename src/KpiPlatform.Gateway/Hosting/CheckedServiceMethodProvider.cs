using System.Reflection;
using Grpc.AspNetCore.Server.Model;
using Grpc.Core;

namespace KpiPlatform.Gateway.Hosting;

/// <summary>
/// Registers the methods of a generated service as the framework would, except that a request which is no valid message becomes
/// INVALID_ARGUMENT. It takes a provider to do so: the framework reads a unary request before any interceptor runs, and reports what
/// the parser throws as UNKNOWN.
/// </summary>
/// <typeparam name="TService">The service.</typeparam>
internal sealed class CheckedServiceMethodProvider<TService> : IServiceMethodProvider<TService>
    where TService : class
{
    /// <inheritdoc/>
    public void OnServiceMethodDiscovery(ServiceMethodProviderContext<TService> context)
    {
        var (attribute, baseType) = FindBinding();
        var bind = attribute.BindType.GetMethod(
                attribute.BindMethodName, BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static, [typeof(ServiceBinderBase), baseType])
            ?? throw new InvalidOperationException($"{attribute.BindType} has no method {attribute.BindMethodName}(ServiceBinderBase, {baseType.Name}).");
        bind.Invoke(null, [new CheckedServiceBinder<TService>(context), null]);
    }

    private static (BindServiceMethodAttribute Attribute, Type BaseType) FindBinding()
    {
        for (var type = typeof(TService); type is not null; type = type.BaseType)
        {
            if (type.GetCustomAttribute<BindServiceMethodAttribute>(inherit: false) is { } attribute)
                return (attribute, type);
        }

        throw new InvalidOperationException($"{typeof(TService)} derives from no generated service base.");
    }
}
