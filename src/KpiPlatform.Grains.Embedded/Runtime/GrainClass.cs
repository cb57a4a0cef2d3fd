using System.Collections.Concurrent;
using System.Reflection;
using KpiPlatform.Grains.Embedded.Hosting;
using KpiPlatform.Grains.Embedded.Proxies;
using Microsoft.Extensions.DependencyInjection;

namespace KpiPlatform.Grains.Embedded.Runtime;

/// <summary>A grain class in one runtime, with the directory of its activations.</summary>
internal sealed class GrainClass
{
    private readonly ConcurrentDictionary<string, Activation> _activations = new(StringComparer.Ordinal);
    private readonly ObjectFactory _factory;
    private readonly Func<Activation, object>[] _arguments;
    private ConcurrentDictionary<string, Twin>? _twins;
    private long _activeCount;

    public GrainClass(EmbeddedGrainRuntime runtime, Type type)
    {
        Runtime = runtime;
        Type = type;
        Name = NameOf(type);
        GrainType = GrainType.Create(Name);
        Interfaces = [.. type.GetInterfaces().Where(GrainInterfaceInfo.IsGrainInterface).OrderByDescending(i => i.GetInterfaces().Length).Select(GrainInterfaceInfo.Of)];
        IsReentrant = type.IsDefined(typeof(ReentrantAttribute), inherit: true);
        IsFilter = typeof(IIncomingGrainCallFilter).IsAssignableFrom(type);
        (_factory, _arguments) = FindConstructor(type);
        var readsState = _arguments.Length > 0;
        HasActivationWork = readsState || !InheritsDefault(type, nameof(IGrainBase.OnActivateAsync), typeof(CancellationToken));
        HasDeactivationWork = !InheritsDefault(type, nameof(IGrainBase.OnDeactivateAsync), typeof(DeactivationReason), typeof(CancellationToken));
    }

    public EmbeddedGrainRuntime Runtime { get; }

    public Type Type { get; }

    public GrainType GrainType { get; }

    /// <summary>Gets the type name, for telemetry.</summary>
    public string Name { get; }

    /// <summary>Gets the grain interfaces, the most derived first.</summary>
    public GrainInterfaceInfo[] Interfaces { get; }

    /// <summary>Gets a value indicating whether all its requests interleave.</summary>
    public bool IsReentrant { get; }

    /// <summary>Gets a value indicating whether its objects filter their own calls.</summary>
    public bool IsFilter { get; }

    /// <summary>Gets a value indicating whether there is more to activating than building the object.</summary>
    public bool HasActivationWork { get; }

    public bool HasDeactivationWork { get; }

    /// <summary>Gets the number of activations that finished activating and have not ended.</summary>
    public long ActiveCount => Interlocked.Read(ref _activeCount);

    public IEnumerable<Activation> Activations => _twins is null
        ? _activations.Values
        : _activations.Values.Concat(_twins.Values.Select(t => t.Activation));

    public bool IsEmpty => _activations.IsEmpty && _twins is null or { IsEmpty: true };

    /// <summary>Gets a value indicating whether which activation serves a key may change from call to call.</summary>
    public bool HasTwins => _twins is not null;

    public Interleaving InterleavingOf(GrainMethodInfo method) =>
        IsReentrant || method.IsAlwaysInterleave ? Interleaving.Always
        : method.IsReadOnly ? Interleaving.ReadOnly
        : Interleaving.Exclusive;

    /// <summary>Finds the activation that serves a key, or makes one.</summary>
    /// <exception cref="SiloUnavailableException">The runtime has stopped.</exception>
    public Activation GetOrCreateActivation(string key)
    {
        if (_twins is not null && _twins.TryGetValue(key, out var twin) && twin.TakesNext())
        {
            return twin.Activation;
        }

        if (_activations.TryGetValue(key, out var found))
        {
            return found;
        }

        if (Runtime.IsStopped)
        {
            throw EmbeddedGrainRuntime.Unavailable();
        }

        return _activations.GetOrAdd(key, static (k, grainClass) => new Activation(grainClass, k), this);
    }

    public bool TryGetActivation(string key, out Activation? activation) => _activations.TryGetValue(key, out activation);

    /// <summary>Puts a successor in the place of a dead activation, unless that was the second of two.</summary>
    public bool TryReplace(Activation activation, Activation successor) => _activations.TryUpdate(activation.Key, successor, activation);

    public void Remove(Activation activation)
    {
        if (!_activations.TryRemove(KeyValuePair.Create(activation.Key, activation))
            && _twins is not null && _twins.TryGetValue(activation.Key, out var twin) && ReferenceEquals(twin.Activation, activation))
        {
            _twins.TryRemove(KeyValuePair.Create(activation.Key, twin));
        }
    }

    /// <summary>Makes a second activation of a key, which serves every other call until it ends.</summary>
    public void DoubleActivate(string key)
    {
        Interlocked.CompareExchange(ref _twins, new ConcurrentDictionary<string, Twin>(StringComparer.Ordinal), null);
        _twins.GetOrAdd(key, static (k, grainClass) => new Twin(new Activation(grainClass, k)), this);
    }

    public void OnActivated()
    {
        Interlocked.Increment(ref _activeCount);
        Runtime.Telemetry.Activated(this);
    }

    public void OnDeactivated(DeactivationReason reason)
    {
        Interlocked.Decrement(ref _activeCount);
        Runtime.Telemetry.Deactivated(this, reason.ReasonCode);
    }

    public object CreateInstance(Activation activation, out List<IStoredState>? stored)
    {
        stored = null;
        if (_arguments.Length == 0)
        {
            return _factory(activation.ActivationServices, null);
        }

        var arguments = new object[_arguments.Length];
        for (var i = 0; i < arguments.Length; i++)
        {
            arguments[i] = _arguments[i](activation);
            if (arguments[i] is IStoredState state)
            {
                (stored ??= []).Add(state);
            }
        }

        return _factory(activation.ActivationServices, arguments);
    }

    private static string NameOf(Type type)
    {
        const string Suffix = "grain";
        if (type.GetCustomAttribute<GrainTypeAttribute>() is { } named)
        {
            return named.Name;
        }

        var name = type.Name.ToLowerInvariant();
        return name.Length > Suffix.Length && name.EndsWith(Suffix, StringComparison.Ordinal) ? name[..^Suffix.Length] : name;
    }

    private static bool InheritsDefault(Type type, string method, params Type[] parameters)
    {
        if (!typeof(Grain).IsAssignableFrom(type))
        {
            return false;
        }

        return type.GetMethod(method, parameters)?.DeclaringType == typeof(Grain);
    }

    private static (ObjectFactory Factory, Func<Activation, object>[] Arguments) FindConstructor(Type type)
    {
        var constructors = type.GetConstructors();
        var constructor = constructors.SingleOrDefault(c => c.IsDefined(typeof(ActivatorUtilitiesConstructorAttribute)))
            ?? constructors.OrderByDescending(c => c.GetParameters().Length).FirstOrDefault()
            ?? throw new ArgumentException($"Grain class {type} has no public constructor.", nameof(type));
        var supplied = constructor.GetParameters()
            .Select(p => (Type: p.ParameterType, Create: SupplierOf(p)))
            .Where(p => p.Create is not null)
            .ToArray();
        return (
            ActivatorUtilities.CreateFactory(type, Array.ConvertAll(supplied, p => p.Type)),
            Array.ConvertAll(supplied, p => p.Create!));
    }

    private static Func<Activation, object>? SupplierOf(ParameterInfo parameter)
    {
        if (parameter.ParameterType == typeof(IGrainContext))
        {
            return static activation => activation;
        }

        if (parameter.GetCustomAttribute<PersistentStateAttribute>() is not { } attribute)
        {
            return null;
        }

        if (!parameter.ParameterType.IsGenericType || parameter.ParameterType.GetGenericTypeDefinition() != typeof(IPersistentState<>))
        {
            throw new ArgumentException($"Parameter {parameter.Name} of {parameter.Member.DeclaringType} has a persistent state attribute but type {parameter.ParameterType}.", nameof(parameter));
        }

        var create = typeof(GrainClass).GetMethod(nameof(CreateState), BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(parameter.ParameterType.GetGenericArguments())
            .CreateDelegate<Func<Activation, string, string, object>>();
        var storageName = attribute.StorageName ?? EmbeddedRuntimeOptions.DefaultStorageName;
        return activation => create(activation, attribute.StateName, storageName);
    }

    private static PersistentState<TState> CreateState<TState>(Activation activation, string stateName, string storageName)
    {
        var storage = activation.ActivationServices.GetKeyedService<IGrainStorage>(storageName)
            ?? throw new InvalidOperationException($"No grain storage named '{storageName}' is registered; {activation.Class.Type} needs it for its state '{stateName}'.");
        return new PersistentState<TState>(activation, storage, stateName);
    }
}
