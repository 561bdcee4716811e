namespace Slipway.Images.Tests.Conversion;

/// <summary>Small random layers over few names, so that every entry meets others: the same seed gives the same layers.</summary>
internal sealed class RandomLayers(int seed)
{
    private static readonly string[] s_directories = ["a", "b"];
    private static readonly string[] s_files = ["f", "g", "h", "a"];
    private readonly Random _random = new(seed);

    /// <summary>Two to four layers, each twice: with its markers in front, and with its markers anywhere.</summary>
    public (List<byte[]> InFront, List<byte[]> Anywhere) Make()
    {
        (List<byte[]> inFront, List<byte[]> anywhere) = ([], []);
        for (int layers = _random.Next(2, 5); layers > 0; layers--)
        {
            Action<LayerTar>[] entries = [.. Enumerable.Range(0, _random.Next(1, 12)).Select(_ => Entry())];
            if (inFront.Count == 0)
                entries = [tar => tar.Dir("a/").Dir("a/b/").Dir("b/").File("f", "f").File("a/g", "g").File("a/b/h", "h").File("b/f", "bf"), .. entries];
            Action<LayerTar>[] markers = inFront.Count == 0 ? [] : [.. Enumerable.Range(0, _random.Next(0, 4)).Select(_ => Marker())];
            inFront.Add(Build([.. markers, .. entries]));
            List<Action<LayerTar>> mixed = [.. entries];
            foreach (Action<LayerTar> marker in markers)
                mixed.Insert(_random.Next(mixed.Count + 1), marker);
            anywhere.Add(Build([.. mixed]));
        }

        return (inFront, anywhere);
    }

    private static byte[] Build(Action<LayerTar>[] entries) => new LayerTar().Each(entries, (tar, add) => add(tar)).ToArray();

    private Action<LayerTar> Entry()
    {
        string path = Name(s_files);
        string directory = Name(s_directories);
        string target = Name(s_files);
        int number = _random.Next(1000);
        return _random.Next(8) switch
        {
            0 or 1 or 2 => tar => tar.File(path, $"content {number}", 0x180 + (number & 0x3F), number),
            3 or 4 or 5 => tar => tar.Dir(directory + "/", 0x1C0 + (number & 0x3F), number),
            6 => tar => tar.Symlink(path + "l", target),
            _ => tar => tar.HardLink(path, target),
        };
    }

    private Action<LayerTar> Marker()
    {
        string path = Name(_random.Next(2) == 0 ? s_files : s_directories);
        int slash = path.LastIndexOf('/') + 1;
        string marker = _random.Next(3) == 0 ? path[..slash] + ".wh..wh..opq" : path[..slash] + ".wh." + path[slash..];
        return tar => tar.Whiteout(marker);
    }

    /// <summary>Up to two directories and a name, which now and then is one of the others as well.</summary>
    private string Name(string[] last) =>
        string.Concat(Enumerable.Range(0, _random.Next(0, 3)).Select(_ => Pick(s_directories) + "/")) + Pick(last);

    private string Pick(string[] names) => names[_random.Next(names.Length)];
}
