import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.BufferedOutputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import java.util.TreeSet;

/** What does java.util.Properties read? Files in, each with its length before it; keys and values out. */
class PropertiesOwner {
    public static void main(String[] arguments) throws Exception {
        DataInputStream in = new DataInputStream(System.in);
        DataOutputStream out = new DataOutputStream(new BufferedOutputStream(System.out));
        for (int count = in.readInt(); count > 0; count--) {
            byte[] data = new byte[in.readInt()];
            in.readFully(data);
            Properties found = new Properties();
            try {
                found.load(new InputStreamReader(new ByteArrayInputStream(data), StandardCharsets.UTF_8));
            } catch (IllegalArgumentException malformed) {
                out.writeInt(-1);
                continue;
            }
            out.writeInt(found.size());
            for (String key : new TreeSet<>(found.stringPropertyNames())) {
                write(out, key);
                write(out, found.getProperty(key));
            }
        }
        out.flush();
    }

    private static void write(DataOutputStream out, String text) throws Exception {
        byte[] units = text.getBytes(StandardCharsets.UTF_16BE);
        out.writeInt(units.length);
        out.write(units);
    }
}
