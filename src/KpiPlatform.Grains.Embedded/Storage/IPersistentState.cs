namespace KpiPlatform.Grains.Embedded;

/// <summary>A stored record that the runtime reads before OnActivateAsync. Comes as a constructor parameter with <see cref="PersistentStateAttribute"/>.</summary>
/// <typeparam name="TState">Its content.</typeparam>
public interface IPersistentState<TState> : IStorage<TState>;
