namespace Slipway.Images.Conversion;

/// <summary>What a name says about lower layers, see <see cref="WhiteoutName"/>.</summary>
internal enum WhiteoutKind
{
    /// <summary>An ordinary name.</summary>
    None,

    /// <summary>Hides one name.</summary>
    Name,

    /// <summary>Hides all of its directory.</summary>
    Opaque,

    /// <summary>Left by aufs; passed over.</summary>
    Aufs,
}
