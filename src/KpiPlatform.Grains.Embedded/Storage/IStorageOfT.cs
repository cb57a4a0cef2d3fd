namespace KpiPlatform.Grains.Embedded;

/// <summary>A stored record of a grain.</summary>
/// <typeparam name="TState">Its content.</typeparam>
public interface IStorage<TState> : IStorage
{
    /// <summary>Gets or sets the content. Changes stay in memory until written.</summary>
    TState State { get; set; }
}
