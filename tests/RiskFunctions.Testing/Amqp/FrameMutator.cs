using System.Buffers.Binary;

namespace RiskFunctions.Testing.Amqp;

/// <summary>What a broken or hostile client might say: a true conversation, spoilt.</summary>
internal sealed class FrameMutator(byte[] conversation, int seed)
{
    /// <summary>Codes of AMQP's performatives, from open to close.</summary>
    private const int FirstPerformative = 0x10;
    private const int Performatives = 9;

    private readonly Random _random = new(seed);

    public byte[] Next()
    {
        var bytes = (byte[])conversation.Clone();
        return _random.Next(8) switch
        {
            0 => bytes[.._random.Next(bytes.Length)],
            1 => Flip(bytes, 1),
            2 => Flip(bytes, 1 + _random.Next(40)),
            3 => Size(bytes),
            4 => Insert(bytes, Garbage(1 + _random.Next(300))),
            5 => Insert(bytes, RandomFrame()),
            6 => Repeat(bytes),
            _ => Garbage(1 + _random.Next(4000)),
        };
    }

    private byte[] Flip(byte[] bytes, int times)
    {
        for (var i = 0; i < times; i++)
        {
            bytes[_random.Next(bytes.Length)] = (byte)_random.Next(256);
        }

        return bytes;
    }

    /// <summary>Four bytes in a row become a number, as if a size or a count were wrong.</summary>
    private byte[] Size(byte[] bytes)
    {
        uint[] odd = [0, 1, 7, 8, 0xFF, 0xFFFF, 0x7FFFFFFF, 0x80000000, uint.MaxValue];
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(_random.Next(bytes.Length - 4)), odd[_random.Next(odd.Length)]);
        return bytes;
    }

    private byte[] Insert(byte[] bytes, byte[] other)
    {
        var at = _random.Next(bytes.Length);
        return [.. bytes[..at], .. other, .. bytes[at..]];
    }

    private byte[] Repeat(byte[] bytes)
    {
        var at = _random.Next(bytes.Length);
        var length = Math.Min(_random.Next(2000), bytes.Length - at);
        return Insert(bytes, bytes[at..(at + length)]);
    }

    /// <summary>A frame that is right from outside, of any performative, with anything in it.</summary>
    private byte[] RandomFrame()
    {
        var body = _random.Next(3) == 0 ? Nested() : Garbage(_random.Next(120));
        byte[] frame = [0, 0, 0, 0, 2, 0, 0, (byte)_random.Next(2), 0, 0x53, (byte)(FirstPerformative + _random.Next(Performatives)), .. body];
        BinaryPrimitives.WriteUInt32BigEndian(frame, (uint)frame.Length);
        return frame;
    }

    /// <summary>Described types within described types, as deep as a frame holds: what overflows the stack of a careless reader.</summary>
    private byte[] Nested() => [.. Enumerable.Repeat((byte)0, _random.Next(60_000))];

    private byte[] Garbage(int length)
    {
        var bytes = new byte[length];
        _random.NextBytes(bytes);
        return bytes;
    }
}
