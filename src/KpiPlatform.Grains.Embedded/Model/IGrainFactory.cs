namespace KpiPlatform.Grains.Embedded;

/// <summary>Makes references to grains. Making one costs next to nothing and activates nothing.</summary>
public interface IGrainFactory
{
    /// <summary>Makes a reference to the grain with this key.</summary>
    /// <typeparam name="TGrainInterface">A grain interface: IThingGrain leads to the class ThingGrain, else to the only registered class that implements it.</typeparam>
    /// <param name="primaryKey">The key; not empty.</param>
    /// <param name="grainClassNamePrefix">Start of the full name of the class, where several implement the interface.</param>
    /// <returns>The reference; thread-safe.</returns>
    /// <exception cref="ArgumentException">No class, or more than one, implements the interface.</exception>
    TGrainInterface GetGrain<TGrainInterface>(string primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithStringKey;

    /// <summary>Makes a reference by an interface known at run time.</summary>
    /// <param name="grainInterfaceType">The grain interface.</param>
    /// <param name="grainPrimaryKey">The key; not empty.</param>
    /// <returns>The reference, which implements <paramref name="grainInterfaceType"/>.</returns>
    IGrain GetGrain(Type grainInterfaceType, string grainPrimaryKey);

    /// <summary>Makes a reference by identity.</summary>
    /// <typeparam name="TGrainInterface">An interface that the class of this identity implements.</typeparam>
    /// <param name="grainId">The identity.</param>
    /// <returns>The reference.</returns>
    TGrainInterface GetGrain<TGrainInterface>(GrainId grainId)
        where TGrainInterface : IAddressable;
}
