using System.Reflection;

namespace KpiPlatform.Grains.Embedded.Hosting;

/// <summary>Settings of the embedded grain runtime.</summary>
public sealed class EmbeddedRuntimeOptions
{
    /// <summary>Name of the store of records whose attribute names none.</summary>
    public const string DefaultStorageName = "Default";

    /// <summary>How many calls deep a thread runs grains inside each other's turns before it leaves one to the scheduler.</summary>
    internal const int MaxInlineDepth = 16;

    /// <summary>How many activations that end before they run anything may hand a call on: without a bound a grain that deactivates itself while activating would never answer.</summary>
    internal const int MaxMoves = 8;

    private readonly HashSet<Type> _grainClasses = [];

    /// <summary>Gets or sets how long callers wait for an answer, unless the method says otherwise. Default: 30 s.</summary>
    public TimeSpan CallTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets or sets how long reading the state and OnActivateAsync may take before their token is cancelled. Default: 30 s.</summary>
    public TimeSpan ActivationTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets or sets how long deactivation waits for running requests, and again for OnDeactivateAsync, before it goes on without them. Default: 30 s.</summary>
    public TimeSpan DeactivationTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets or sets how long a stopping host waits for all grains to deactivate. Default: 30 s.</summary>
    public TimeSpan ShutdownTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets or sets after what time without a request a grain is deactivated. Default: 15 min. Greater than <see cref="CollectionPeriod"/>.</summary>
    public TimeSpan CollectionAge { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>Gets or sets how often idle grains and abandoned enumerations are looked for. Default: 1 min.</summary>
    public TimeSpan CollectionPeriod { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Gets or sets how long an enumeration waits for a consumer that asks for nothing. After it the next step fails with <see cref="EnumerationAbortedException"/>. Default: 2 min.</summary>
    public TimeSpan EnumerationIdleLimit { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>Gets or sets how many requests may wait for one grain; further ones fail with <see cref="LimitExceededException"/>. Default: 10,000.</summary>
    public int MailboxLimit { get; set; } = 10_000;

    /// <summary>Gets or sets how many bytes all grains together may hold, as told by <see cref="IActivationSizer"/>; beyond it those used least recently are deactivated. Default: null, no budget.</summary>
    public long? MemoryBudgetBytes { get; set; }

    /// <summary>Gets or sets how calls are made to suffer, for tests. Default: null, not at all.</summary>
    public ParityOptions? Parity { get; set; }

    /// <summary>Gets the registered grain classes.</summary>
    public IReadOnlyCollection<Type> GrainClasses => _grainClasses;

    /// <summary>Registers all grain classes of an assembly: not abstract, not generic, with at least one grain interface.</summary>
    /// <param name="assembly">The assembly.</param>
    /// <returns>These options.</returns>
    public EmbeddedRuntimeOptions AddGrains(Assembly assembly)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        foreach (var type in assembly.GetTypes().Where(IsGrainClass))
        {
            _grainClasses.Add(type);
        }

        return this;
    }

    /// <summary>Registers one grain class.</summary>
    /// <typeparam name="TGrain">The class.</typeparam>
    /// <returns>These options.</returns>
    /// <exception cref="ArgumentException">Not a grain class.</exception>
    public EmbeddedRuntimeOptions AddGrain<TGrain>()
        where TGrain : class, IGrainBase => AddGrain(typeof(TGrain));

    /// <summary>Registers one grain class.</summary>
    /// <param name="grainClass">The class.</param>
    /// <returns>These options.</returns>
    /// <exception cref="ArgumentException">Not a grain class.</exception>
    public EmbeddedRuntimeOptions AddGrain(Type grainClass)
    {
        ArgumentNullException.ThrowIfNull(grainClass);
        if (!IsGrainClass(grainClass))
        {
            throw new ArgumentException($"{grainClass} is no grain class: it has to be concrete, not generic, and implement {nameof(IGrainBase)} and a grain interface.", nameof(grainClass));
        }

        _grainClasses.Add(grainClass);
        return this;
    }

    /// <summary>Checks that the settings make sense together.</summary>
    /// <exception cref="InvalidOperationException">They don't; the message quotes the value and its range.</exception>
    internal void Validate()
    {
        foreach (var (name, value) in new (string, TimeSpan)[]
        {
            (nameof(CallTimeout), CallTimeout),
            (nameof(ActivationTimeout), ActivationTimeout),
            (nameof(DeactivationTimeout), DeactivationTimeout),
            (nameof(ShutdownTimeout), ShutdownTimeout),
            (nameof(CollectionPeriod), CollectionPeriod),
            (nameof(EnumerationIdleLimit), EnumerationIdleLimit),
        })
        {
            if (value <= TimeSpan.Zero || value.TotalMilliseconds >= uint.MaxValue)
            {
                throw new InvalidOperationException($"{name} is {value}; it has to be more than zero and less than 49 days.");
            }
        }

        if (CollectionAge <= CollectionPeriod)
        {
            throw new InvalidOperationException($"{nameof(CollectionAge)} is {CollectionAge}; it has to be more than {nameof(CollectionPeriod)}, {CollectionPeriod}.");
        }

        if (MailboxLimit < 1)
        {
            throw new InvalidOperationException($"{nameof(MailboxLimit)} is {MailboxLimit}; it has to be at least 1.");
        }

        if (MemoryBudgetBytes < 1)
        {
            throw new InvalidOperationException($"{nameof(MemoryBudgetBytes)} is {MemoryBudgetBytes}; it has to be at least 1, or null for no budget.");
        }

        if (Parity is { OneWayLossProbability: not (>= 0 and <= 1) })
        {
            throw new InvalidOperationException($"{nameof(ParityOptions.OneWayLossProbability)} is {Parity.OneWayLossProbability}; it has to be from 0 to 1.");
        }
    }

    private static bool IsGrainClass(Type type) =>
        type is { IsClass: true, IsAbstract: false, ContainsGenericParameters: false }
        && typeof(IGrainBase).IsAssignableFrom(type)
        && Array.Exists(type.GetInterfaces(), Proxies.GrainInterfaceInfo.IsGrainInterface);
}
