using System.Collections.Concurrent;
using KpiPlatform.Grains.Embedded.Runtime;

namespace KpiPlatform.Grains.Embedded.Proxies;

/// <summary>What the runtime knows of one grain interface; one for the process, whatever the number of runtimes.</summary>
internal sealed class GrainInterfaceInfo
{
    private static readonly ConcurrentDictionary<Type, Lazy<GrainInterfaceInfo>> Known = new();
    private static int _lastId = -1;
    private readonly Lazy<Func<GrainInterfaceInfo, GrainClass, string, GrainReference>> _create;

    private GrainInterfaceInfo(Type type)
    {
        if (!IsGrainInterface(type))
        {
            throw new ArgumentException($"{type} is no grain interface: it has to extend {nameof(IGrainWithStringKey)}.", nameof(type));
        }

        Id = Interlocked.Increment(ref _lastId);
        Type = type;
        Name = type.FullName ?? type.Name;
        var methods = type.GetInterfaces().Append(type)
            .SelectMany(i => i.GetMethods())
            .Where(m => m is { IsAbstract: true, IsStatic: false });
        Methods = [.. methods.Select((method, index) => new GrainMethodInfo(this, index, method))];
        _create = new(() => ProxyEmitter.Emit(this));
    }

    /// <summary>Gets a small number, the same for the life of the process.</summary>
    public int Id { get; }

    public Type Type { get; }

    public string Name { get; }

    public GrainMethodInfo[] Methods { get; }

    public static GrainInterfaceInfo Of(Type type) =>
        Known.GetOrAdd(type, static t => new Lazy<GrainInterfaceInfo>(() => new GrainInterfaceInfo(t))).Value;

    public static bool IsGrainInterface(Type type) =>
        type.IsInterface && !type.ContainsGenericParameters && type != typeof(IGrainWithStringKey) && typeof(IGrainWithStringKey).IsAssignableFrom(type);

    public GrainReference CreateReference(GrainClass grainClass, string key) => _create.Value(this, grainClass, key);
}
