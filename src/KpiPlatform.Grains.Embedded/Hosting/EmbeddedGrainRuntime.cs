using System.Collections.Concurrent;
using KpiPlatform.Grains.Embedded.Parity;
using KpiPlatform.Grains.Embedded.Proxies;
using KpiPlatform.Grains.Embedded.Runtime;
using KpiPlatform.Grains.Embedded.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace KpiPlatform.Grains.Embedded.Hosting;

/// <summary>Runs grains in this process: at most one activation of each, in turns. Thread-safe.</summary>
public sealed partial class EmbeddedGrainRuntime : IGrainFactory, IAsyncDisposable
{
    private readonly GrainClass[] _classes;
    private readonly Dictionary<Type, GrainClass[]> _classesByInterface;
    private readonly TimeoutQueue _defaultTimeouts;
    private readonly ConcurrentDictionary<TimeSpan, TimeoutQueue> _otherTimeouts = new();
    private readonly Lazy<IIncomingGrainCallFilter[]> _incomingFilters;
    private readonly Lazy<IOutgoingGrainCallFilter[]> _outgoingFilters;
    private readonly ILogger _logger;
    private GrainClass?[] _classByInterfaceId = [];
    private volatile RuntimePhase _phase;

    /// <summary>Makes a runtime; dependency injection does.</summary>
    /// <param name="services">Where grains get their constructor arguments.</param>
    /// <param name="options">Settings; not to be changed any more.</param>
    /// <param name="time">Drives timers, timeouts and collection.</param>
    /// <param name="scheduler">Runs the turns.</param>
    /// <param name="logger">Receives what no caller learns.</param>
    public EmbeddedGrainRuntime(
        IServiceProvider services,
        EmbeddedRuntimeOptions options,
        TimeProvider time,
        IGrainScheduler scheduler,
        ILogger<EmbeddedGrainRuntime> logger)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        ArgumentNullException.ThrowIfNull(scheduler);
        options.Validate();
        Services = services;
        Options = options;
        Time = time;
        Scheduler = scheduler;
        TurnsPerSlice = scheduler.TurnsPerSlice;
        CompletionOptions = scheduler.RunsInline ? TaskCreationOptions.RunContinuationsAsynchronously : TaskCreationOptions.None;
        MailboxLimit = options.MailboxLimit;
        _logger = logger;
        _defaultTimeouts = new TimeoutQueue(time, options.CallTimeout);
        Parity = options.Parity is { } parity ? new ParityMode(parity) : null;
        RunsInline = scheduler.RunsInline && Parity is null;

        // Made at the first call: they may want the grain factory, which is this object.
        var known = services.GetService<IServiceProviderIsService>();
        HasIncomingFilters = known?.IsService(typeof(IIncomingGrainCallFilter)) ?? true;
        var hasOutgoingFilters = known?.IsService(typeof(IOutgoingGrainCallFilter)) ?? true;
        _incomingFilters = new(() => [.. services.GetServices<IIncomingGrainCallFilter>()]);
        _outgoingFilters = new(() => [.. services.GetServices<IOutgoingGrainCallFilter>()]);
        Sizer = services.GetService<IActivationSizer>();
        _memoryBudget = options.MemoryBudgetBytes;
        IsPlain = Parity is null && !hasOutgoingFilters;
        _classes = [.. options.GrainClasses.Select(type => new GrainClass(this, type))];
        if (_classes.GroupBy(c => c.GrainType).FirstOrDefault(g => g.Count() > 1) is { } twice)
        {
            throw new ArgumentException($"Grain classes {string.Join(" and ", twice.Select(c => c.Type))} share the type name '{twice.Key}'.", nameof(options));
        }

        _classesByInterface = _classes
            .SelectMany(c => c.Interfaces.Select(i => (i.Type, Class: c)))
            .GroupBy(p => p.Type)
            .ToDictionary(g => g.Key, g => g.Select(p => p.Class).ToArray());
        Telemetry = new GrainTelemetry(this);
        _shedTimer = time.CreateDetachedTimer(static runtime => ((EmbeddedGrainRuntime)runtime!).Scheduler.Schedule((EmbeddedGrainRuntime)runtime), this);
        _collectionTimer = time.CreateDetachedTimer(static runtime => ((EmbeddedGrainRuntime)runtime!).CollectIdle(), this);
        _collectionTimer.Change(options.CollectionPeriod, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Gets the number of active grains.</summary>
    public long ActivationCount => _classes.Sum(c => c.ActiveCount);

    internal IServiceProvider Services { get; }

    internal EmbeddedRuntimeOptions Options { get; }

    internal TimeProvider Time { get; }

    internal IGrainScheduler Scheduler { get; }

    internal bool RunsInline { get; }

    internal int TurnsPerSlice { get; }

    /// <summary>
    /// Gets how completed calls tell their callers. On the thread pool never inside the grain's turn, which a caller that
    /// blocks would hold; under a simulator without the detour over the pool, which would take the run out of its hands.
    /// </summary>
    internal TaskCreationOptions CompletionOptions { get; }

    internal int MailboxLimit { get; }

    internal ParityMode? Parity { get; }

    internal GrainTelemetry Telemetry { get; }

    internal IOutgoingGrainCallFilter[] OutgoingFilters => _outgoingFilters.Value;

    internal bool HasIncomingFilters { get; }

    /// <summary>Gets a value indicating whether calls from anywhere go straight to their grains: nothing filters, copies or refuses them.</summary>
    internal bool IsPlain { get; private set; }

    internal bool IsStopped => _phase == RuntimePhase.Stopped;

    /// <inheritdoc/>
    public TGrainInterface GetGrain<TGrainInterface>(string primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithStringKey
    {
        ArgumentException.ThrowIfNullOrEmpty(primaryKey);
        var info = GrainInterfaceCache<TGrainInterface>.Info;
        var grainClass = grainClassNamePrefix is null ? ClassFor(info) : Resolve(info.Type, grainClassNamePrefix);
        return (TGrainInterface)(object)info.CreateReference(grainClass, primaryKey);
    }

    /// <inheritdoc/>
    public IGrain GetGrain(Type grainInterfaceType, string grainPrimaryKey)
    {
        ArgumentNullException.ThrowIfNull(grainInterfaceType);
        ArgumentException.ThrowIfNullOrEmpty(grainPrimaryKey);
        var info = GrainInterfaceInfo.Of(grainInterfaceType);
        return (IGrain)(object)info.CreateReference(ClassFor(info), grainPrimaryKey);
    }

    /// <inheritdoc/>
    public TGrainInterface GetGrain<TGrainInterface>(GrainId grainId)
        where TGrainInterface : IAddressable
    {
        var grainClass = Array.Find(_classes, c => c.GrainType == grainId.Type)
            ?? throw new ArgumentException($"No grain class has the type name '{grainId.Type}'.", nameof(grainId));
        return (TGrainInterface)CreateReference(typeof(TGrainInterface), grainClass, grainId.Key.ToString());
    }

    /// <summary>
    /// In parity mode: gives a grain a second activation, which serves every other call from now on until it ends, as happens
    /// in a cluster whose silos disagree on the membership.
    /// </summary>
    /// <param name="grain">A reference to the grain.</param>
    /// <exception cref="InvalidOperationException">Not in parity mode.</exception>
    public void DoubleActivate(IAddressable grain)
    {
        if (Parity is null)
        {
            throw new InvalidOperationException($"Only with {nameof(EmbeddedRuntimeOptions)}.{nameof(EmbeddedRuntimeOptions.Parity)} may a grain be active twice.");
        }

        var reference = grain as GrainReference ?? throw new ArgumentException($"{grain?.GetType()} is no grain reference.", nameof(grain));
        reference.Class.DoubleActivate(reference.PrimaryKey);
    }

    /// <summary>Counts active grains by class.</summary>
    /// <returns>One entry for each registered class, ordered by name.</returns>
    public IReadOnlyList<GrainTypeCount> CountActivations() =>
        [.. _classes.Select(c => new GrainTypeCount(c.GrainType.ToString(), c.ActiveCount)).OrderBy(c => c.GrainType, StringComparer.Ordinal)];

    /// <summary>
    /// Refuses calls from outside grains, deactivates all grains, lets them call each other meanwhile, then refuses everything.
    /// Waits no longer than the shutdown timeout.
    /// </summary>
    /// <param name="cancellationToken">Waits no longer.</param>
    /// <returns>Completes when no grain is active, or waiting ended.</returns>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_phase != RuntimePhase.Running)
        {
            return;
        }

        IsPlain = false;
        _phase = RuntimePhase.Stopping;
        using var timeout = new CancellationTokenSource(Options.ShutdownTimeout, Time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            await DeactivateAllAsync(new DeactivationReason(DeactivationReasonCode.ShuttingDown, "The host stops."), linked.Token);
        }
        catch (OperationCanceledException) when (linked.IsCancellationRequested)
        {
            LogShutdownTimedOut(ActivationCount);
        }

        // Queues of timeouts stay: a caller of a grain that did not stop in time still gets its answer.
        _phase = RuntimePhase.Stopped;
        await _collectionTimer.DisposeAsync();
        await _shedTimer.DisposeAsync();
        Telemetry.Dispose();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await StopAsync(CancellationToken.None);

    internal static SiloUnavailableException Unavailable() => new("The grain runtime stops or has stopped: it takes no calls.");

    internal bool AcceptsFrom(Activation? caller) =>
        _phase == RuntimePhase.Running || (caller is not null && _phase == RuntimePhase.Stopping);

    internal object CreateReference(Type interfaceType, GrainClass grainClass, string key)
    {
        var info = GrainInterfaceInfo.Of(interfaceType);
        return Array.IndexOf(grainClass.Interfaces, info) >= 0
            ? info.CreateReference(grainClass, key)
            : throw new ArgumentException($"{grainClass.Type} does not implement {interfaceType}.", nameof(interfaceType));
    }

    internal TimeoutQueue TimeoutsFor(TimeSpan? timeout) => timeout is not { } other || other == Options.CallTimeout
        ? _defaultTimeouts
        : _otherTimeouts.GetOrAdd(other, static (t, time) => new TimeoutQueue(time, t), Time);

    private async Task DeactivateAllAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        // A grain's last words may wake another: so until there is none.
        while (Array.Exists(_classes, c => !c.IsEmpty))
        {
            var ending = new List<Task>();
            foreach (var activation in _classes.SelectMany(c => c.Activations))
            {
                activation.Activate();
                activation.Deactivate(reason, cancellationToken);
                ending.Add(activation.Deactivated);
            }

            await Task.WhenAll(ending).WaitAsync(cancellationToken);
        }
    }

    private GrainClass ClassFor(GrainInterfaceInfo info)
    {
        var known = Volatile.Read(ref _classByInterfaceId);
        return info.Id < known.Length && known[info.Id] is { } found ? found : ResolveAndRemember(info);
    }

    private GrainClass ResolveAndRemember(GrainInterfaceInfo info)
    {
        var resolved = Resolve(info.Type, grainClassNamePrefix: null);
        lock (_classesByInterface)
        {
            var next = new GrainClass?[Math.Max(_classByInterfaceId.Length, info.Id + 1)];
            _classByInterfaceId.CopyTo(next, 0);
            next[info.Id] = resolved;
            Volatile.Write(ref _classByInterfaceId, next);
        }

        return resolved;
    }

    private GrainClass Resolve(Type interfaceType, string? grainClassNamePrefix)
    {
        var candidates = _classesByInterface.GetValueOrDefault(interfaceType, []);
        if (grainClassNamePrefix is not null)
        {
            candidates = Array.FindAll(candidates, c => c.Type.FullName!.StartsWith(grainClassNamePrefix, StringComparison.Ordinal));
        }
        else if (Array.Find(candidates, c => c.Type.Name == interfaceType.Name[1..]) is { } namesake)
        {
            // ThingGrain is the class of IThingGrain, whatever else implements it.
            return namesake;
        }

        return candidates switch
        {
            [var only] => only,
            [] => throw new ArgumentException($"No registered grain class implements {interfaceType}{(grainClassNamePrefix is null ? null : $" with a name that starts with '{grainClassNamePrefix}'")}.", nameof(interfaceType)),
            _ => throw new ArgumentException($"{interfaceType} is implemented by {string.Join(", ", candidates.Select(c => c.Type))}: name one by its prefix.", nameof(interfaceType)),
        };
    }
}
